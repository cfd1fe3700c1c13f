-- Every code of Twilio's that concerns a text, by what follows from it. Compare with the provider's
-- own list before changing a line: a code in the wrong class texts somebody twice or nobody at all.
begin;
select plan(7);

select set_eq(
  'select class, code from private.provider_errors',
  $$
    select classes.class, code
    from (
      values
        (
          'opt_out',
          array[
            21610, 30630
          ]
        ),
        (
          'recipient',
          array[
            21211, 21214, 21216, 21217, 21266, 21268, 21401, 21612, 21614, 21635,
            30004, 30005, 30006, 30013, 30640
          ]
        ),
        (
          'region',
          array[
            21408
          ]
        ),
        (
          'message',
          array[
            20001, 20004, 20422, 21201, 21602, 21604, 21605, 21617, 21618, 21619,
            21620, 21621, 21622, 21623, 21653, 21654, 21655, 21656, 21657, 21658,
            30007, 30010, 30011, 30012, 30014, 30015, 30016, 30019, 30036, 30039,
            35114, 35115, 35118, 35125, 35126
          ]
        ),
        (
          'configuration',
          array[
            10001, 10002, 20003, 20005, 20006, 20008, 20403, 20404, 21212, 21219,
            21601, 21603, 21606, 21607, 21608, 21609, 21624, 21659, 21660, 21661,
            21701, 21702, 21703, 21704, 21705, 21712, 30002, 30018, 30024, 30032,
            30033, 30034, 30035, 30037, 30040, 30041, 30042, 30043, 30404, 30451,
            30452, 30454, 30455, 30456, 30457, 30458, 30459, 30460, 30461, 30462,
            30463, 30464, 30465, 30466, 30467, 30468, 30469, 30470, 30471, 30472,
            30473, 30474, 30475, 30476, 30477, 30478, 30479, 30480, 30620, 63038,
            90010
          ]
        ),
        (
          'throttled',
          array[
            20429, 21611, 30001, 30022, 30023, 30027, 63017
          ]
        ),
        (
          'transient',
          array[
            30003, 30008, 30017, 30020, 30021, 30047, 30450, 30453, 30485, 30500,
            30610, 30615
          ]
        ),
        (
          'unknown',
          array[
            20500, 20503, 20504, 30410
          ]
        ),
        (
          'notice',
          array[
            11200, 11205, 11206, 11210, 11220, 11235, 11237, 11321, 12100, 12200,
            12300, 14101, 14103, 14107, 14108, 14109, 14110, 14111, 30009, 30025,
            30026, 30038, 30122, 30409, 57012
          ]
        )
    ) as classes (class, codes)
    cross join unnest(classes.codes) as code
  $$,
  'every code has its class, and there are no others'
);
select is_empty(
  $$select code from private.provider_errors where meaning !~ '^[A-Z]'$$,
  'every code has words'
);

-- A named wait is waited for.
select tests.set_clock('2026-06-07 12:00Z');
select tests.create_message('Maya');
select tests.set_clock('2026-06-07 18:00Z');
select tests.start('Maya');
select tests.report('Maya', 'rejected', error_code => 30450);
select is(
  (tests.message('Maya')).scheduled_for, '2026-06-07 19:00Z'::timestamptz,
  'a code may ask for more patience than the usual'
);

select is(
  private.wait_after_error(30023, '2026-06-07 18:00Z'), interval '13 hours',
  'a cap of the day ends at midnight in California'
);
select is(
  private.wait_after_error(30027, '2026-11-01 07:00:01Z'), interval '24:59:59',
  'a day there may have 25 hours'
);
select is(
  private.wait_after_error(30008, '2026-06-07 18:00Z'), interval '30 minutes', 'or a while'
);
select is(private.wait_after_error(20429, '2026-06-07 18:00Z'), null, 'most name no wait');

select * from finish();
rollback;
