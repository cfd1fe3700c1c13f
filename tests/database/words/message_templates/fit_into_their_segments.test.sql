-- What a text costs: one segment, or two if it is chaotic, also when it is somebody's first.
begin;
select plan(7);

-- Every wording as a text with a name of twelve letters, alone and as a first text.
create temporary table texts as
select
  message_templates.id,
  message_templates.style,
  case when message_templates.style = 'chaotic' then 2 else 1 end as allowed,
  is_first,
  private.render_text(
    message_templates.body
      || case when is_first then message_templates.first_text_suffix else '' end,
    jsonb_build_object('brand', 'Rundown', 'user_name', name, 'contact_name', name)
  ) as body
from public.message_templates
cross join unnest(array[false, true]) as is_first
cross join unnest(array['Maximilianna', 'Bartholomew''', 'ÖÑÅÉÄÜöñåéäü']) as name
where length(name) = 12 and message_templates.program = 'accountability';

create temporary view beyond_gsm as
select * from texts where body ~ '[^ -_a-~ÖÑÅÉÄÜöñåéäü]';

select is(
  (select count(*) from texts), (
    select 6 * count(*) from public.message_templates
    where program = 'accountability'
  ),
  'every wording is looked at'
);
select is_empty(
  'select id, body from texts where public.sms_segments(body) > allowed',
  'no text takes more segments than its style may'
);
select is_empty(
  $$select id, body from beyond_gsm where style <> 'chaotic'$$,
  'outside GSM-7 nothing is supportive or snarky'
);
select cmp_ok(
  (select count(distinct id) from beyond_gsm), '<=', 2::bigint, 'and at most two are chaotic'
);
select is_empty(
  $$
    select id, body from texts
    where is_first and (body not like '% STOP %' or body like '%  %' or body like '%.STOP%')
  $$,
  'a first text says how to stop, a blank after its wording'
);
select throws_ok(
  $$
    insert into public.message_templates (id, program, message_type, style, body, first_text_suffix)
    values ('a', 'accountability', 'partial', 'snarky', 'b', 'Reply STOP.')
  $$,
  '23514',
  'new row for relation "message_templates" violates check constraint '
    '"first_text_suffix_says_how_to_stop"',
  'a suffix that would run into its wording is refused'
);
select throws_ok(
  $$
    insert into public.message_templates (id, program, message_type, style, body, first_text_suffix)
    values ('a', 'accountability', 'partial', 'snarky', 'b', ' Bye!')
  $$,
  '23514',
  'new row for relation "message_templates" violates check constraint '
    '"first_text_suffix_says_how_to_stop"',
  'so is one that does not say how to stop'
);

select * from finish();
rollback;
