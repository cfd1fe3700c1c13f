-- LESS and MORE of what we write to users themselves.

create function private.needed_a_place(inbound private.inbound)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  return (
    select programs.program
    from private.last_text_to(inbound.contact_id) as last
    join public.messages on messages.id = last.message_id
    join private.programs on programs.program = messages.program and programs.needs_place
  );
end;
$$;

comment on function private.needed_a_place(private.inbound) is
  'The program of the last text to the user who wrote this one, if it needed a place of their day; '
  'else null. A warning takes one and needs none: it belongs to what it warns of.';
revoke execute on function private.needed_a_place(private.inbound) from public;

create function private.change_frequency(inbound private.inbound)
returns private.answer
language plpgsql
volatile
set search_path = ''
as $$
declare
  v_frequency text;
begin
  update public.users
  set frequency = private.next_frequency(users.frequency, inbound.command = 'more')
  where users.id = inbound.user_id
  returning users.frequency into v_frequency;
  return private.answer_to(
    inbound,
    'frequency',
    (
      select jsonb_build_object(
        'program', replace(private.needed_a_place(inbound), '_', ' '),
        'a_day', frequencies.places_a_day,
        'a_week', frequencies.places_a_week
      )
      from private.frequencies
      where frequencies.frequency = v_frequency
    )
  );
end;
$$;

comment on function private.change_frequency(private.inbound) is
  'LESS and MORE: the next frequency, of all that we write to this user.';
revoke execute on function private.change_frequency(private.inbound) from public;
