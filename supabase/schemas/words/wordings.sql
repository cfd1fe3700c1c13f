-- The wordings, and how a wording becomes a text.

insert into private.reasons (code, meaning)
values ('no_template', 'There are no words for it.');

create table public.message_templates (
  id text primary key,
  program text not null constraint program_is_known references private.programs (program),
  message_type text not null,
  style text not null,
  locale text not null default 'en',
  body text not null,
  first_text_suffix text not null default '',
  created_at timestamptz not null default now(),
  constraint message_type_is_a_word check (message_type ~ '^[a-z_]+$'),
  constraint style_is_known check (style in ('supportive', 'snarky', 'chaotic', 'plain')),
  -- What a user's taste asks for has many wordings of each type, in English.
  constraint only_plain_wordings_are_translated check (
    locale = 'en' or (style = 'plain' and locale in ('es', 'fr', 'de', 'pt'))
  ),
  constraint body_has_1_to_480_characters check (length(body) between 1 and 480),
  constraint first_text_suffix_says_how_to_stop
    check (first_text_suffix = '' or first_text_suffix ~ '^ .*\mSTOP\M')
);

comment on table public.message_templates is
  'Wordings of the texts. Their source is supabase/templates; a generated migration fills this '
  'table. {{user_name}} and the like stand for facts.';
comment on column public.message_templates.style is
  'plain where a user''s taste has no say: consent and replies.';
comment on column public.message_templates.first_text_suffix is
  'Ends the first text of its program to a contact after their yes. It is every wording''s own, so '
  'that whoever renders one needs nothing else.';

create index message_templates_by_use
  on public.message_templates (program, message_type, style, id);

alter table public.message_templates enable row level security;
revoke all on table public.message_templates from public, anon, authenticated, service_role;
grant select on table public.message_templates to authenticated, service_role;

create policy "Everybody signed in can read the wordings" on public.message_templates
  for select to authenticated using ((select auth.uid()) is not null);

create function private.render_text(body text, facts jsonb)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  -- What stands before the first placeholder, then each from its name on.
  v_parts constant text[] := regexp_split_to_array(body, '\{\{(?=[a-z_]+\}\})');
  v_text text := v_parts[1];
  v_part text;
  v_name text;
begin
  -- No query, which costs more to start than a text to put together.
  foreach v_part in array v_parts[2:] loop
    v_name := split_part(v_part, '}}', 1);
    v_text := v_text || coalesce(facts ->> v_name, '') || substr(v_part, length(v_name) + 3);
  end loop;
  return v_text;
end;
$$;

comment on function private.render_text(text, jsonb) is
  'The wording with its {{placeholders}} replaced by facts, in one pass: braces inside a fact stay '
  'what they are, so that nobody''s name is read as a placeholder.';
revoke execute on function private.render_text(text, jsonb) from public;
grant execute on function private.render_text(text, jsonb) to authenticated;

create function private.plain_wording(program text, message_type text, locale text)
returns setof public.message_templates
language sql
stable
rows 1
set search_path = ''
as $$
  select template.*
  from public.message_templates as template
  where template.program = plain_wording.program
    and template.message_type = plain_wording.message_type
    and template.style = 'plain'
    and template.locale in (plain_wording.locale, 'en')
  order by template.locale = 'en'
  limit 1;
$$;

comment on function private.plain_wording(text, text, text) is
  'The one wording of a type without a style, in this language or, if it has none in that or the '
  'language is null, in English. No row if there is none.';
revoke execute on function private.plain_wording(text, text, text) from public;

create function private.choose_wording(wordings text[], contact_id uuid, nominal_date date)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  -- Each contact starts elsewhere in the list and moves on by one every week, whichever type and
  -- style the weeks between asked for. md5, since no release of Postgres changes what it returns.
  return wordings[
    1 + mod(
      (nominal_date - date '2000-01-03') / 7
        + ('x' || left(md5(contact_id::text), 7))::bit(28)::integer,
      nullif(cardinality(wordings), 0)
    )
  ];
end;
$$;

comment on function private.choose_wording(text[], uuid, date) is
  'The one of these wordings, in the order of their ids, for this contact and week; null if there '
  'is none.';
revoke execute on function private.choose_wording(text[], uuid, date) from public;
grant execute on function private.choose_wording(text[], uuid, date) to authenticated;

create function private.choose_template(
  program text,
  message_type text,
  style text,
  contact_id uuid,
  nominal_date date
)
returns text
language sql
stable
strict
set search_path = ''
as $$
  select private.choose_wording(
    array(
      select message_templates.id
      from public.message_templates
      where message_templates.program = choose_template.program
        and message_templates.message_type = choose_template.message_type
        and message_templates.style = choose_template.style
      order by message_templates.id
    ),
    choose_template.contact_id,
    choose_template.nominal_date
  );
$$;

comment on function private.choose_template(text, text, text, uuid, date) is
  'The wording for this contact and week; null if there is none. It depends on nothing but its '
  'arguments and the list of wordings, so that a preview shows what will be sent. With seven '
  'wordings none comes twice to a contact within six weeks, if dates are at least a week apart. '
  'Whoever words many texts lists the wordings once and asks private.choose_wording.';
revoke execute on function private.choose_template(text, text, text, uuid, date) from public;
grant execute on function private.choose_template(text, text, text, uuid, date) to authenticated;
