-- Nobody reads the same wording twice before they have read all of them.
begin;
select plan(5);

-- A hundred contacts, a year of weeks each.
create temporary table contacts as
select md5(number::text)::uuid as contact_id from generate_series(1, 100) as number;

create temporary table chosen as
select
  contact_id, message_type, style, week,
  private.choose_template(
    'accountability', message_type, style, contact_id, date '2026-01-04' + 7 * week
  ) as template_id
from contacts
cross join generate_series(0, 51) as week
cross join (values ('accountability', 'supportive'), ('congratulatory', 'chaotic')) as kinds (
  message_type, style
);

create temporary view wordings as
select message_type, style, count(*) as number
from public.message_templates
group by message_type, style;

select is_empty(
  'select * from chosen where template_id is null', 'there is a wording for every contact and week'
);
select is_empty(
  $$
    select template_id from chosen
    join public.message_templates on message_templates.id = template_id
    where message_templates.message_type <> chosen.message_type
      or message_templates.style <> chosen.style
  $$,
  'it is always one of the type and style that was asked for'
);
select is_empty(
  $$
    select contact_id, template_id, week
    from (
      select
        contact_id, message_type, style, template_id, week,
        week - lag(week) over (
          partition by contact_id, template_id order by week
        ) as weeks_since
      from chosen
    ) as repeated
    join wordings using (message_type, style)
    where weeks_since < number
  $$,
  'week after week, a wording comes back only after all the others'
);
select is(
  (
    select count(distinct template_id) from chosen
    where week = 0 and style = 'supportive'
  ),
  (select number from wordings where message_type = 'accountability' and style = 'supportive'),
  'contacts do not all begin with the same'
);
select is(
  private.choose_template(
    'accountability', 'accountability', 'rude', gen_random_uuid(), '2026-06-07'
  ),
  null, 'a style without wordings has none'
);

select * from finish();
rollback;
