-- Whatever a week asks for, there are words for it in every style (R43, R44).
begin;
select plan(3);

select is_empty(
  $$
    select message_type, style
    from unnest(array['accountability', 'partial', 'congratulatory']) as message_type,
      unnest(array['supportive', 'snarky', 'chaotic']) as style
    where (
      select count(*) from public.message_templates
      where message_templates.program = 'accountability'
        and message_templates.message_type = message_type.message_type
        and message_templates.style = style.style
    ) < 7
  $$,
  'every type has at least seven wordings in every style'
);
select is_empty(
  $$
    select id from public.message_templates
    where body not like '{{brand}}: %'
      or (program = 'accountability' and body not like '%{{user_name}}%')
  $$,
  'every wording begins with the sender''s name and names the user'
);
select is_empty(
  $$
    select id, placeholder[1]
    from public.message_templates
    cross join lateral regexp_matches(body, '\{\{([^}]*)\}\}', 'g') as placeholder
    where program = 'accountability'
      and placeholder[1] not in ('brand', 'user_name', 'contact_name')
  $$,
  'no wording asks for a fact that does not exist'
);

select * from finish();
rollback;
