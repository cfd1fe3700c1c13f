-- What a number is compared by. Some phones have two numbers: networks and people write them either
-- way, and a text comes from one to whoever was texted at the other.

create function private.phone_key(phone text)
returns text
language plpgsql
immutable
strict
set search_path = ''
as $$
begin
  return case
    -- Every start asks, and most phones are elsewhere.
    when left(phone, 3) <> all ('{+52,+54,+55,+22,+24}') then phone
    -- Mexico: the 1 before mobiles was dropped on 3 August 2019 and is still written.
    when phone ~ '^\+521[0-9]{10}$' then '+52' || substr(phone, 5)
    -- Argentina: the 9 says mobile, to whoever calls from abroad.
    when phone ~ '^\+549[0-9]{10}$' then '+54' || substr(phone, 5)
    -- Brazil: mobiles got a ninth digit from 2012 to 2016; what begins with 7 is no mobile's and
    -- stayed.
    when phone ~ '^\+55[1-9]{2}[689][0-9]{7}$'
    then left(phone, 5) || '9' || substr(phone, 6)
    -- Benin: 01 before every number since 30 November 2024.
    when phone ~ '^\+229[0-9]{8}$' then '+22901' || substr(phone, 5)
    -- Gabon: another first digit since November 2019, and no 0 before it.
    when phone ~ '^\+2410?[256][0-9]{6}$' then '+2416' || right(phone, 7)
    when phone ~ '^\+2410?[47][0-9]{6}$' then '+2417' || right(phone, 7)
    -- Côte d'Ivoire: two digits before every number since 31 January 2021, of mobiles those of the
    -- operator, who was told by the second digit.
    when phone ~ '^\+225[04-9][0-3][0-9]{6}$' then '+22501' || substr(phone, 5)
    when phone ~ '^\+225[04-9][4-6][0-9]{6}$' then '+22505' || substr(phone, 5)
    when phone ~ '^\+225[04-9][7-9][0-9]{6}$' then '+22507' || substr(phone, 5)
    else phone
  end;
end;
$$;

comment on function private.phone_key(text) is
  'What two spellings of one phone have in common: numbers are compared by it, and never shown by '
  'it or sent to it. Null of null. The countries and their sources: docs/decisions/0020.';
revoke execute on function private.phone_key(text) from public;
-- A contact is written, and its index kept, as the app's user.
grant execute on function private.phone_key(text) to authenticated;
