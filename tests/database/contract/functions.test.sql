-- Every function in public and private: who may execute it, and whether it runs as its definer. One
-- that is not listed here must not exist.
begin;
select plan(6);

-- Setup
create temporary table expected (signature text, executors text, is_definer boolean);
insert into expected
values
  ('public.delete_my_data()', 'authenticated', false),
  ('public.export_my_data()', 'authenticated', false),
  ('private.delete_account()', null, true),
  ('private.warnings_for(uuid[],timestamptz)', null, false),
  ('private.plan_heads_ups(uuid[],timestamptz)', null, false),
  ('private.snooze_heads_up(private.inbound)', null, false),
  ('private.record_turns(private.turn[],text,timestamptz)', null, false),
  ('private.goal_in_words(text,numeric,numeric,text)', null, false),
  ('private.wait_after_error(integer,timestamptz)', null, false),
  ('private.last_texts(private.week[])', 'authenticated', false),
  ('private.outcomes_of(private.week[],timestamptz)', 'authenticated', false),
  ('private.judge_people(private.week[],timestamptz)', 'authenticated', false),
  ('private.praise_for_log(uuid)', null, false),
  ('private.fit_into_a_segment(text,text)', null, false),
  ('private.tell_last_turn(uuid)', null, false),
  ('private.tell_last_text(text)', null, false),
  ('private.is_operator()', 'authenticated service_role', false),
  ('private.is_program_on(text,uuid)', 'authenticated', false),
  ('private.preview_messages(uuid,integer)', 'authenticated', false),
  ('private.describe_contacts(uuid)', null, false),
  ('private.describe_turns(uuid,integer)', null, false),
  ('private.describe_waiting(uuid,integer)', null, false),
  ('private.diagnose_cron()', null, false),
  ('private.diagnose_data()', null, false),
  ('private.diagnose_privileges()', null, false),
  ('private.diagnose_runs()', null, false),
  ('private.is_hosted()', null, false),
  ('private.mask_phone(text)', null, false),
  ('private.places_with_a_zone()', null, false),
  ('private.refuse_fixed_program(text)', null, false),
  ('private.result_of(text,text,text,text)', null, false),
  ('public.describe_user(uuid)', 'service_role', true),
  ('public.diagnose()', 'service_role', true),
  ('public.find_user(text)', 'service_role', true),
  ('public.get_sending_limits(integer)', 'service_role', true),
  ('public.list_due_users(integer,integer)', 'service_role', true),
  ('public.list_programs()', 'service_role', true),
  ('public.preview_messages_of(uuid,integer)', 'service_role', true),
  ('public.set_messages_per_hour(integer)', 'service_role', true),
  ('public.set_program_percent(text,integer)', 'service_role', true),
  ('public.set_program_switch(text,uuid,boolean)', 'service_role', true),
  ('private.check_health()', null, false),
  ('private.clean_up(integer)', null, false),
  (
    'private.count_by(text,timestamptz,timestamptz)', 'authenticated service_role', false
  ),
  ('private.find_trouble()', null, false),
  ('private.find_trouble_in_queue()', null, false),
  ('private.find_trouble_with_provider()', null, false),
  ('private.find_trouble_with_runs()', null, false),
  ('private.forget_books(integer,timestamptz)', null, false),
  ('private.forget_cron_runs(integer)', null, false),
  ('private.forget_inbound_words(integer,timestamptz)', null, false),
  ('private.forget_messages(integer,timestamptz)', null, false),
  ('private.last_text_to(uuid)', null, false),
  ('private.note_answer()', null, false),
  ('private.note_opt_out()', null, false),
  ('private.note_rating()', null, false),
  ('private.post_alerts()', null, false),
  ('private.share(numeric,numeric)', 'authenticated service_role', false),
  ('private.summarize_responses(timestamptz,timestamptz)', 'authenticated service_role', false),
  ('private.summarize_texts(timestamptz,timestamptz)', 'authenticated service_role', false),
  ('public.get_delivery_metrics(timestamptz,timestamptz)', 'authenticated service_role', false),
  ('public.explain_message(uuid)', 'authenticated service_role', false),
  ('private.story_of(uuid)', 'authenticated service_role', false),
  ('private.attempt_in_words(text,integer,text)', 'authenticated service_role', false),
  ('public.get_sending_status()', 'service_role', true),
  ('public.list_queue(integer)', 'service_role', true),
  ('public.reasons()', 'authenticated service_role', false),
  ('public.retry_message(uuid)', 'service_role', true),
  ('private.are_reasons(text[])', null, false),
  ('private.in_words(timestamptz,text)', 'authenticated service_role', false),
  ('private.outcome_in_words(jsonb)', 'authenticated service_role', false),
  ('private.guard_ledger()', null, false),
  ('private.forget_people_in_ledger()', null, true),
  ('private.is_invitation_open(uuid,text)', null, false),
  ('private.may_have_been_sent(uuid)', null, false),
  ('private.can_be_asked(public.invitations)', null, false),
  ('private.queue_text(uuid,uuid,text,text,jsonb,interval)', null, false),
  ('private.open_next_invitation(text)', null, false),
  ('private.check_invitation_input()', null, true),
  ('private.open_new_invitation()', null, true),
  ('private.end_invitations(uuid[],text)', null, false),
  ('private.withdraw_invitations_of_contact()', null, true),
  ('private.tend_invitations()', null, false),
  ('private.plain_words(text)', null, false),
  ('private.inbound_patterns()', null, false),
  ('private.understand_text(text)', null, false),
  ('private.is_answered_by_twilio(text,boolean)', null, false),
  ('private.crisis_patterns()', null, false),
  ('private.is_crisis(text)', null, false),
  ('private.lifeline(text)', null, false),
  ('private.change_consent(uuid[],text,text,text,jsonb)', null, false),
  ('private.evidence_of(private.inbound)', null, false),
  ('private.stop_number(private.inbound,text)', null, false),
  ('private.restart_number(private.inbound)', null, false),
  ('private.newest_invitation(text,boolean)', null, false),
  ('private.answer_invitation(private.inbound)', null, false),
  ('private.mute_user(private.inbound)', null, false),
  ('private.help_in_crisis(private.inbound)', null, false),
  ('private.rate_last_text(private.inbound)', null, false),
  ('private.explain_last_text(private.inbound)', null, false),
  ('private.answer_text(private.inbound)', null, false),
  ('private.identify_sender(text)', null, false),
  ('private.may_answer(private.inbound)', null, false),
  ('public.record_inbound_message(text,text,text)', 'service_role', true),
  ('private.plain_unit(text)', null, false),
  ('private.next_turn(uuid)', null, false),
  ('private.goals_this_week(uuid)', null, false),
  ('private.in_digits(numeric)', null, false),
  ('private.log_by_text(private.inbound)', null, false),
  ('private.rest_by_text(private.inbound)', null, false),
  ('private.obey(private.inbound)', null, false),
  ('public.get_attempts_to_look_up(integer)', 'service_role', true),
  ('public.get_messages_to_send(integer,boolean)', 'service_role', true),
  ('public.pause_sending(text)', 'service_role', true),
  ('public.record_lookup(uuid,text[])', 'service_role', true),
  ('public.report_and_start_messages(jsonb,uuid[])', 'service_role', true),
  ('public.resume_sending()', 'service_role', true),
  ('public.why_nothing_to_send(boolean)', 'service_role', true),
  ('private.accept_attempts(private.acceptance[])', null, false),
  ('private.alert_of_doubles(private.acceptance[])', null, false),
  ('private.apply_consequences(private.consequence[])', null, false),
  ('private.charge_late_proofs(uuid[])', null, false),
  ('private.claim_messages(private.checked_message[],timestamptz,timestamptz)', null, false),
  ('private.claimable_messages(integer,integer,timestamptz,uuid[])', null, false),
  ('private.classify_reports(jsonb)', null, false),
  ('private.current_pace(timestamptz)', null, false),
  ('private.note_outcomes(private.noted_outcome[],boolean)', null, false),
  ('private.probe_delay(integer)', null, false),
  ('private.refuse_invalid_reports(jsonb)', null, false),
  ('private.reserve_budget(timestamptz,integer,integer,numeric)', null, false),
  ('private.settle_failures(private.report[])', null, false),
  ('private.take_probe(uuid)', null, false),
  ('public.begin_function_run(text)', 'service_role', true),
  ('public.finish_function_run(uuid,jsonb,text)', 'service_role', true),
  ('public.next_send_at(text,time,text,timestamptz)', 'service_role', true),
  ('public.preview_upcoming_messages(integer)', 'authenticated', false),
  ('public.record_delivery_status(uuid,text,text,integer)', 'service_role', true),
  ('public.release_messages(uuid[])', 'service_role', true),
  ('public.schedule_accountability_message(uuid,uuid)', 'service_role', true),
  ('public.schedule_due_messages(integer,interval)', 'service_role', true),
  ('public.sms_segments(text)', 'service_role', false),
  ('public.start_messages(uuid[])', 'service_role', true),
  ('public.sweep_messages(integer)', 'service_role', true),
  (
    'public.update_message_status(uuid,uuid,text,text,integer,integer,text,integer)',
    'service_role', true
  ),
  ('public.update_message_statuses(jsonb)', 'service_role', true),
  ('public.weekly_goal_progress(uuid,timestamptz,timestamptz)', 'service_role', true),
  ('private.allowed_until(timestamptz,text)', null, false),
  ('private.cancel_messages_of_contact()', null, true),
  ('private.check_activity_input()', null, true),
  ('private.check_contact_input()', null, true),
  ('private.check_goal_input()', null, true),
  ('private.check_messages(uuid[],timestamptz)', null, false),
  ('private.reasons_against(uuid[],timestamptz)', null, false),
  ('private.read_text(text,text,text)', null, false),
  ('private.startable_messages(uuid[],timestamptz)', null, false),
  ('private.open_circuit(private.delivery_circuits,private.noted_outcome,boolean)', null, false),
  ('private.close_circuit(private.delivery_circuits)', null, false),
  ('private.end_lapsed_leases(integer)', null, false),
  ('private.expire_messages(integer,uuid[])', null, false),
  ('private.fail_unproven_messages(integer)', null, false),
  ('private.check_preferences_input()', null, true),
  ('private.check_user_input()', null, true),
  ('private.choose_template(text,text,text,uuid,date)', 'authenticated', false),
  ('private.classify_provider_error(integer)', null, false),
  ('private.clean_name(text,integer)', 'authenticated', false),
  ('private.clock_now()', 'authenticated service_role', false),
  ('private.create_user()', null, true),
  ('private.cut_text(text,integer)', 'authenticated', false),
  ('private.day_of_week(text)', 'authenticated', false),
  ('private.defuse_links(text)', 'authenticated', false),
  ('private.delivery_rank(text)', null, false),
  ('private.free_places(timestamptz,integer)', null, false),
  ('private.each(anyarray)', 'authenticated', false),
  ('private.guard_final_state()', null, false),
  ('private.hold_planning_of_caller()', null, true),
  ('private.hold_planning_of_user()', null, true),
  ('private.install_cron()', null, true),
  ('private.judge_turns(uuid[],uuid,timestamptz,timestamptz)', 'authenticated', false),
  ('private.turns_of(uuid[],timestamptz)', 'authenticated', false),
  ('private.judge_weeks(private.week[],timestamptz)', 'authenticated', false),
  ('private.is_readable(text,integer)', null, false),
  ('private.is_time_zone(text)', null, false),
  ('private.keep_next_due_at()', null, true),
  ('private.limit_contacts()', null, true),
  ('private.keep_state_columns()', null, true),
  ('private.missed_two_weeks_before(private.week[])', 'authenticated', false),
  ('private.preview_queued_messages(uuid,timestamptz)', 'authenticated', false),
  ('private.preview_turns(uuid,timestamptz,timestamptz)', 'authenticated', false),
  ('private.progress_in(private.period[])', 'authenticated', false),
  ('private.told_lately(private.week[])', 'authenticated', false),
  ('private.local_to_instant(timestamp,text)', 'authenticated', false),
  ('private.lock_hours_of_attempts(uuid[])', null, false),
  ('private.lock_messages_of_attempts(uuid[])', null, false),
  ('private.lock_messages_of_user()', null, true),
  ('private.log_finished_message()', null, false),
  ('private.next_allowed_instant(timestamptz,text)', 'authenticated', false),
  ('private.nominal_date(timestamptz,time,text)', 'authenticated', false),
  ('private.period_start(timestamptz,time,text)', 'authenticated', false),
  ('private.place_turns(private.turn[])', null, false),
  ('private.plan_and_advance(uuid[],timestamptz)', null, false),
  ('private.plan_occurrences(uuid[],uuid,timestamptz)', null, false),
  ('private.plan_or_skip(uuid[],timestamptz)', null, false),
  ('private.raise_alert(text,text,jsonb)', null, false),
  ('private.refusals()', null, false),
  ('private.refuse_unless(boolean,text,text)', null, false),
  ('private.render_text(text,jsonb)', 'authenticated', false),
  ('private.replan_after_change()', null, true),
  ('private.replan_user_of_row()', null, true),
  ('private.replan_users(uuid[])', null, false),
  ('private.retry_delay(integer,double precision)', null, false),
  ('private.ring_function(text)', null, true),
  ('private.settle_budget()', null, false),
  ('private.settle_budget_of_deleted()', null, false),
  ('private.settle_untrue_messages(uuid[],timestamptz)', null, false),
  ('private.skip_broken_user(uuid,text)', null, false),
  ('private.stamp_created_at()', null, true),
  ('private.supersede_upcoming(uuid,timestamptz)', null, false),
  ('private.vault_secret(text)', null, false),
  ('private.withdraw_consent_of_old_number()', null, false);

create temporary view ours as
select * from pg_proc
where pronamespace in ('public'::regnamespace, 'private'::regnamespace)
  and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e');

-- Test
select set_eq(
  $$
    select
      ours.oid::regprocedure::text,
      (
        select string_agg(coalesce(roles.rolname, 'public'), ' ' order by roles.rolname)
        from aclexplode(coalesce(ours.proacl, acldefault('f', ours.proowner))) as acl
        left join pg_roles as roles on roles.oid = acl.grantee
        where acl.grantee <> ours.proowner
      ),
      ours.prosecdef
    from ours
  $$,
  'select signature::regprocedure::text, executors, is_definer from expected',
  'the functions, their executors and the definers among them are the planned ones'
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
