-- Nobody reads the same text twice within six weeks, whatever the weeks were like.
begin;
select plan(7);

-- 24 contacts over 200 weeks, the outcome and the style of each drawn by md5. Two thirds of
-- the users move their day of sending now and then, which makes a week up to 13 days long.
create function pg_temp.draw(subject text, sides integer)
returns integer
language sql
as $$
  select ('x' || left(md5(subject), 7))::bit(28)::integer % sides;
$$;

create temporary table texts as
with weeks as (
  select
    contact,
    week,
    md5(contact::text)::uuid as contact_id,
    date '2026-01-04' + contact % 7 + 7 * week + coalesce(
      sum(
        case
          when contact % 3 > 0 and pg_temp.draw('moves' || contact || week, 5) = 0
          then pg_temp.draw('by' || contact || week, 7)
        end
      ) over (partition by contact order by week),
      0
    )::integer as nominal_date,
    (array['accountability', 'accountability', 'partial', 'congratulatory'])[
      1 + pg_temp.draw('type' || contact || week, 4)
    ] as message_type,
    (array['supportive', 'snarky', 'chaotic'])[1 + contact % 3] as message_style
  from generate_series(1, 24) as contact
  cross join generate_series(0, 199) as week
),
-- From the third miss in a row the style is supportive.
styled as (
  select
    weeks.*,
    case
      when count(*) filter (where message_type = 'accountability') over (
        partition by contact order by week rows between 2 preceding and current row
      ) = 3
      then 'supportive'
      else message_style
    end as style
  from weeks
)
select
  styled.*,
  private.choose_template(
    'accountability', message_type, style, contact_id, nominal_date
  ) as template_id
from styled;

create temporary view wordings as
select message_type, style, count(*)::integer as number
from public.message_templates
where program = 'accountability'
group by message_type, style;

select is_empty('select * from texts where template_id is null', 'every week has its words');
select cmp_ok(
  (select count(*) from texts where style <> message_style), '>', 100::bigint,
  'the weeks include many whose style is not the user''s'
);
select cmp_ok(
  (
    select count(*)
    from (
      select nominal_date - lag(nominal_date) over (partition by contact order by week) as days
      from texts
    ) as gaps
    where days > 7
  ),
  '>', 300::bigint, 'and many on another day than the week before'
);
select is_empty(
  $$
    select contact, template_id, nominal_date, days
    from (
      select
        contact, template_id, nominal_date,
        nominal_date - lag(nominal_date) over (
          partition by contact, template_id order by nominal_date
        ) as days
      from texts
    ) as repeats
    where days <= 42
  $$,
  'no contact gets a wording twice within six weeks'
);
select is_empty(
  $$
    select message_type, style
    from wordings
    where number <> (
      select count(distinct private.choose_template(
        'accountability', wordings.message_type, wordings.style, md5('one')::uuid,
        date '2026-01-04' + 7 * week
      ))
      from generate_series(1, wordings.number) as week
    )
  $$,
  'all wordings of a kind get their turn before one returns'
);
select is(
  (
    select count(distinct private.choose_template(
      'accountability', 'partial', 'snarky', md5(contact::text)::uuid, '2026-06-07'
    ))::integer
    from generate_series(1, 100) as contact
  ),
  (select number from wordings where message_type = 'partial' and style = 'snarky'),
  'in one week different contacts read different texts'
);
select is(
  array(
    select right(
      private.choose_template(
        'accountability', 'partial', 'snarky', md5(contact::text)::uuid,
        date '2026-06-07' + days
      ),
      2
    )
    from generate_series(1, 3) as contact
    cross join unnest(array[0, 7, 14]) as days
    order by contact, days
  ),
  array['03', '04', '05', '05', '06', '07', '02', '03', '04'],
  'the choice is the same on every server and in every year'
);

select * from finish();
rollback;
