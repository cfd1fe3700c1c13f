-- "Stop for tonight": until when, in the writer's zone; never for more than a day.
begin;
select plan(2);

select is_empty(
  $$
    select body, texts.ends_at, quiet.ends_at as quiet_until
    from (
      values
        -- Written on Sunday at 14:00 in New York.
        ('stop for 2 hours, exam', '2026-06-14 16:00'),
        ('quit it for half an hour', '2026-06-14 14:30'),
        ('stop for an hour', '2026-06-14 15:00'),
        ('no more pings for 90 min', '2026-06-14 15:30'),
        ('stop till 5', '2026-06-14 17:00'),
        ('hold off till 6pm', '2026-06-14 18:00'),
        ('STOP UNTIL 11', '2026-06-14 23:00'),
        ('no texts before 9 tomorrow', '2026-06-15 09:00'),
        ('stop until 13:30', '2026-06-15 13:30'),
        ('stop until tomorrow morning', '2026-06-15 09:00'),
        ('not tonight please', '2026-06-15 00:00'),
        ('stop for today', '2026-06-15 00:00'),
        ('stop for 24 hours', '2026-06-15 14:00'),
        ('don''t text me tomorrow', '2026-06-15 14:00'),
        ('don''t text me until tomorrow', '2026-06-15 09:00'),
        ('Stopp bis 17 uhr', '2026-06-14 17:00'),
        ('Keine Nachrichten mehr bis morgen früh', '2026-06-15 09:00'),
        ('stop jusqu''à 18h', '2026-06-14 18:00'),
        ('lâche moi une heure', '2026-06-14 15:00'),
        ('Silencio hasta las 5', '2026-06-14 17:00'),
        ('no me mandes nada en 2 horas', '2026-06-14 16:00'),
        ('silêncio até as 15h', '2026-06-14 15:00'),
        ('lass mich mal ne stunde in ruhe', '2026-06-14 15:00')
    ) as texts (body, ends_at)
    cross join lateral (
      select
        to_char(
          private.quiet_until(body, '2026-06-14 18:00Z', 'America/New_York')
            at time zone 'America/New_York',
          'YYYY-MM-DD HH24:MI'
        )
    ) as quiet (ends_at)
    where quiet.ends_at <> texts.ends_at
  $$,
  'hours, minutes, an hour of the clock, tomorrow, else the end of the day; a day at most'
);
select is_empty(
  $$
    select body
    from unnest(array[
      'stop until 99', 'stop for 0 minutes', 'stop until 24', '', 'stop for 999 hours',
      'until until until', 'stop until 5:99'
    ]) as body
    where private.quiet_until(body, '2026-06-14 18:00Z', 'UTC')
      not between '2026-06-14 18:00Z' and '2026-06-15 18:00Z'
  $$,
  'nonsense is never before the text, nor more than a day after it'
);

select * from finish();
rollback;
