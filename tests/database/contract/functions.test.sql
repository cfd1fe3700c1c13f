-- Every function in public and private that anybody but its owner may execute, or that runs as its
-- definer. Whoever is not listed may not.
begin;
select plan(6);

create temporary table expected (signature text, executors text, is_definer boolean);

-- What the Edge Functions and operators' tools call.
insert into expected
select unnest(array[
  'public.begin_function_run(text)',
  'public.begin_inbound_fetch()',
  'public.describe_user(uuid)',
  'public.diagnose()',
  'public.find_missed_texts(text[],timestamptz[])',
  'public.find_user(text)',
  'public.finish_function_run(uuid,jsonb,text)',
  'public.finish_inbound_fetch(timestamptz,text)',
  'public.get_attempts_to_look_up(integer)',
  'public.get_messages_to_send(integer,boolean)',
  'public.get_sending_limits(integer,text)',
  'public.get_sending_status()',
  'public.give_up_text(text,text,text,text,timestamp with time zone,text)',
  'public.list_due_users(integer,integer)',
  'public.list_programs()',
  'public.list_queue(integer)',
  'public.next_send_at(text,time,text,timestamptz)',
  'public.preview_messages_of(uuid,integer)',
  'public.record_delivery_status(uuid,text,text,integer)',
  'public.record_inbound_message(text,text,text,text,text,integer,timestamp with time zone)',
  'public.record_lookup(uuid,text[])',
  'public.release_messages(uuid[])',
  'public.report_and_start_messages(jsonb,uuid[])',
  'public.schedule_accountability_message(uuid,uuid)',
  'public.schedule_due_messages(integer,interval)',
  'public.start_messages(uuid[])',
  'public.settle_stops()',
  'public.sweep_messages(integer)',
  'public.update_message_status(uuid,uuid,text,text,integer,integer,text,integer)',
  'public.update_message_statuses(jsonb)',
  'public.weekly_goal_progress(uuid,timestamptz,timestamptz)',
  'public.why_nothing_to_send(boolean)'
]), 'service_role', true;

-- Nothing in it needs a definer.
insert into expected values ('public.sms_segments(text)', 'service_role', false);

-- What the app calls, and what that calls in turn with the rights of whoever is signed in.
insert into expected
select unnest(array[
  'private.choose_template(text,text,text,uuid,date)',
  'private.choose_wording(text[],uuid,date)',
  'private.clean_name(text,integer)',
  'private.clock_change(timestamptz,timestamptz,text)',
  'private.cut_text(text,integer)',
  'private.day_numbers(text[])',
  'private.day_of_week(text)',
  'private.defuse_links(text)',
  'private.each(anyarray)',
  'private.export_program(text,uuid)',
  'private.gates_against(private.approach[])',
  'private.is_in_share(text,uuid,smallint)',
  'private.is_invitation_open(uuid,text)',
  'private.is_open(timestamptz,text,int4multirange,smallint[])',
  'private.is_program_on(text,uuid)',
  'private.is_set_aside(text,text)',
  'private.judge_people(private.week[],timestamptz)',
  'private.judge_turns(uuid[],uuid,timestamptz,timestamptz)',
  'private.judge_weeks(private.week[],timestamptz)',
  'private.last_texts(private.week[])',
  'private.legal_minutes()',
  'private.local_to_instant(timestamp,text)',
  'private.missed_two_weeks_before(private.week[])',
  'private.next_allowed_instant(timestamptz,text,int4multirange,smallint[])',
  'private.next_edge(timestamptz,text,int4multirange,smallint[],boolean)',
  'private.next_edge_by_clock_change(timestamptz,text,int4multirange,smallint[],boolean,date,'
  'interval,interval,timestamptz)',
  'private.next_open_instant(text,uuid,timestamptz,text,uuid)',
  'private.nominal_date(timestamptz,time,text)',
  'private.open_hours(text,int4multirange,int4multirange,text[],int4multirange)',
  'private.open_hours_of(text,uuid,uuid)',
  'private.own_minutes(uuid)',
  'private.outcomes_of(private.week[],timestamptz)',
  'private.period_start(timestamptz,time,text)',
  'private.phone_key(text)',
  'private.preview_accountability(uuid,timestamptz)',
  'private.preview_messages(uuid,integer)',
  'private.preview_program(text,uuid,timestamptz)',
  'private.preview_queued_messages(uuid,timestamptz)',
  'private.preview_turns(uuid,timestamptz,timestamptz)',
  'private.programs_that(text,text)',
  'private.progress_in(private.period[])',
  'private.refuse_outside(integer,integer,integer,text,text,text)',
  'private.render_text(text,jsonb)',
  'private.told_lately(private.week[])',
  'private.turns_of(uuid[],timestamptz)',
  'private.undecided_turns(uuid[],uuid,timestamptz)',
  'public.delete_my_data()',
  'public.end_hold()',
  'public.export_my_data()',
  'public.preview_upcoming_messages(integer)'
]), 'authenticated', false;

-- What both may ask; each sees what its own rights reach.
insert into expected
select unnest(array[
  'private.attempt_in_words(text,integer,text)',
  'private.clock_now()',
  'private.default_channel()',
  'private.count_answers(timestamptz,timestamptz)',
  'private.count_by(text,timestamptz,timestamptz)',
  'private.explain_accountability(private.story)',
  'private.explain_by_program(private.story)',
  'private.explain_consent(private.story)',
  'private.explain_heads_up(private.story)',
  'private.explain_reply(private.story)',
  'private.fate_in_words(private.story)',
  'private.in_words(timestamptz,text)',
  'private.is_operator()',
  'private.is_out_of_time()',
  'private.note_time(text)',
  'private.outcome_in_words(jsonb)',
  'private.seam(text,text,text)',
  'private.share(numeric,numeric)',
  'private.story_of(uuid)',
  'private.summarize_responses(timestamptz,timestamptz)',
  'private.summarize_texts(timestamptz,timestamptz)',
  'public.explain_message(uuid)',
  'public.get_delivery_metrics(timestamptz,timestamptz)',
  'public.reasons()'
]), 'authenticated service_role', false;

-- What runs inside a trigger or a schedule, with more rights than whoever sets it off.
insert into expected
select unnest(array[
  'private.act()',
  'private.cancel_messages_of_contact()',
  'private.check_activity_input()',
  'private.check_channel_choice_input()',
  'private.check_contact_input()',
  'private.check_goal_input()',
  'private.check_inbox_input()',
  'private.heed_free_text()',
  'private.check_invitation_input()',
  'private.check_preferences_input()',
  'private.check_reason_of_message()',
  'private.check_reasons_of_decision()',
  'private.check_user_input()',
  'private.copy_to_inbox()',
  'private.create_user()',
  'private.delete_account()',
  'private.forget_people_in_ledger()',
  'private.hold_planning_of_caller()',
  'private.hold_planning_of_user()',
  'private.install_cron()',
  'private.keep_next_due_at()',
  'private.keep_seen_at()',
  'private.keep_state_columns()',
  'private.limit_activities()',
  'private.limit_contacts()',
  'private.limit_goals()',
  'private.lock_messages_of_user()',
  'private.log_finished_message()',
  'private.note_gone_account()',
  'private.open_new_invitation()',
  'private.replan_after_change()',
  'private.replan_after_corrected_log()',
  'private.replan_after_deleted_log()',
  'private.replan_user_of_row()',
  'private.ring_function(text)',
  'private.stamp_created_at()',
  'private.take_said_zone()',
  'private.withdraw_invitations_of_contact()',
  'private.withdraw_invitations_of_gone()'
]), null, true;

create temporary view ours as
select * from pg_proc
where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
  and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e');

select set_eq(
  $$
    select * from (
      select
        ours.oid::regprocedure::text as signature,
        (
          select string_agg(coalesce(roles.rolname, 'public'), ' ' order by roles.rolname)
          from aclexplode(coalesce(ours.proacl, acldefault('f', ours.proowner))) as acl
          left join pg_roles as roles on roles.oid = acl.grantee
          where acl.grantee <> ours.proowner
        ) as executors,
        ours.prosecdef
      from ours
    ) as actual
    where executors is not null or prosecdef
  $$,
  $$
    select
      coalesce(to_regprocedure(signature)::text, signature || ', which does not exist'),
      executors, is_definer
    from expected
  $$,
  'no function can be executed by others or runs as its definer but the planned ones'
);

select is_empty(
  $$
    select ours.oid::regprocedure
    from ours
    where has_function_privilege('anon', ours.oid, 'execute')
      or (ours.prosecdef and has_function_privilege('authenticated', ours.oid, 'execute'))
  $$,
  'anon may execute no function of ours, and nobody signed in one that runs as its definer'
);

select is_empty(
  $$
    select ours.oid::regprocedure from ours
    where not coalesce('search_path=""' = any (ours.proconfig), false)
  $$,
  'every function has its search_path pinned to nothing'
);

select is_empty(
  $$
    select ours.oid::regprocedure from ours
    where coalesce(obj_description(ours.oid, 'pg_proc'), '') = ''
  $$,
  'every function has a comment'
);

select is_empty(
  $$
    select ours.oid::regprocedure from ours
    where ours.prosecdef and obj_description(ours.oid, 'pg_proc') not like '%Definer%'
  $$,
  'the comment of every definer function says why it is one'
);

select tests.create_user('Maya');
select is(
  array[
    tests.outcome_as('anon', 'select public.sweep_messages()'),
    tests.outcome_as('Maya', 'select public.sweep_messages()'),
    tests.outcome_as('Maya', 'select public.sweep_messages()', 'operator'),
    tests.outcome_as('Maya', 'select private.clock_now()'),
    tests.outcome_as('anon', 'select private.clock_now()'),
    tests.outcome_as('service_role', 'select private.clock_now()'),
    tests.outcome_as('service_role', 'select public.sweep_messages()')
  ],
  array['42501', '42501', '42501', '1 rows', '42501', '1 rows', '1 rows'],
  'a real call is refused to everybody but service_role'
);

select * from finish();
rollback;
