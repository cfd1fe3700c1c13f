-- One list holds every refusal of bad input, and triggers use all of it.
begin;
select plan(6);

-- The codes that triggers name, as their source says.
create temporary view used as
select code[1]::text collate "C" as code, pg_proc.proname
from pg_proc
cross join lateral regexp_matches(prosrc, '''(RD1\d\d)''', 'g') as code
where pronamespace in ('public'::regnamespace, 'private'::regnamespace);

select bag_eq(
  'select code::text collate "C" from private.refusals', 'select distinct code from used',
  'every code is listed once, and every listed code is used'
);
select is_empty(
  $$
    select code, field from private.refusals
    where not exists (
      select from pg_attribute
      where attrelid = (
          case thing
            when 'user' then 'public.users'
            when 'preferences' then 'public.notification_preferences'
            when 'contact' then 'public.contacts'
            when 'goal' then 'public.goals'
            when 'activity' then 'public.activities'
            when 'invitation' then 'public.invitations'
            when 'choice of a channel' then 'public.channel_choices'
            when 'inbox message' then 'public.inbox_messages'
          end
        )::regclass
        and attname = field
    )
  $$,
  'every refusal names a column that exists'
);
select is_empty(
  $$
    select attrelid::regclass, attname
    from pg_attribute
    where attrelid in (
        'public.users'::regclass, 'public.notification_preferences'::regclass,
        'public.contacts'::regclass, 'public.goals'::regclass, 'public.activities'::regclass,
        'public.invitations'::regclass, 'public.channel_choices'::regclass,
        'public.inbox_messages'::regclass
      )
      and attnum > 0
      -- Any moment is a time until which to pause, and none is when somebody was seen: the clock
      -- says that; row level security knows who may name whom.
      and attname not in ('paused_until', 'seen_at', 'user_id')
      and (
        has_column_privilege('authenticated', attrelid, attnum, 'insert')
        or has_column_privilege('authenticated', attrelid, attnum, 'update')
      )
      and attname not in (select field from private.refusals)
  $$,
  'whatever a person may write has a rule'
);
select throws_ok(
  $$select private.refuse_unless(false, 'RD111', e'Some\nday')$$, 'RD111',
  'Cannot save the preferences: send_day "Some day" is not a day of the week',
  'a message is one line'
);
select throws_ok(
  $$select private.refuse_unless(null, 'RD111', repeat('é', 61))$$, 'RD111',
  'Cannot save the preferences: send_day "' || repeat('é', 60)
    || '…" (61 characters) is not a day of the week',
  'what is not known to be right is refused, and a long value is cut'
);
select lives_ok(
  $$select private.refuse_unless(true, 'RD111', null)$$, 'what is right passes'
);

select * from finish();
rollback;
