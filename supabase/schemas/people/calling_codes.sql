-- Which numbers can exist, by the code of their country.

create table private.calling_codes (
  calling_code text primary key,
  fewest_digits smallint not null,
  most_digits smallint not null,
  may_begin_with_zero boolean not null default false,
  created_at timestamptz not null default now(),
  constraint calling_code_has_one_to_three_digits check (calling_code ~ '^[1-9][0-9]{0,2}$'),
  constraint fewest_are_not_more_than_most check (fewest_digits <= most_digits)
);

comment on table private.calling_codes is
  'The codes of countries, and how many digits of fixed lines, mobiles and VoIP follow each. From '
  'libphonenumber, resources/PhoneNumberMetadata.xml at f7e3e88 (17 July 2026), and the older '
  'spellings of private.phone_key(). A country that makes its numbers longer needs an update here.';
comment on column private.calling_codes.may_begin_with_zero is
  'Elsewhere the 0 is dialled inside the country only, and is written here by mistake.';

alter table private.calling_codes enable row level security;
revoke all on table private.calling_codes from public, anon, authenticated, service_role;
create policy "Nobody reaches codes of countries through the API" on private.calling_codes
  for all to anon, authenticated using (false);

insert into private.calling_codes (calling_code, fewest_digits, most_digits, may_begin_with_zero)
select
  code,
  lengths.fewest_digits,
  lengths.most_digits,
  code = any ('{225, 226, 229, 241, 242, 250, 378, 39, 881, 992}')
from (
  values
    (4, 4, '{290}'::text[]),
    (4, 7, '{683, 690}'),
    (4, 11, '{352}'),
    (4, 13, '{43}'),
    (5, 5, '{247, 500, 682}'),
    (5, 7, '{676, 677, 678, 688}'),
    (5, 8, '{686}'),
    (5, 9, '{27}'),
    (5, 10, '{263, 685, 82}'),
    (5, 15, '{49}'),
    (6, 6, '{298, 299, 672, 681, 687}'),
    (6, 7, '{597}'),
    (6, 9, '{252, 359, 376, 40, 421, 508}'),
    (6, 10, '{358, 53, 63, 880, 95, 98}'),
    (6, 11, '{39}'),
    (
      7, 7,
      '{
        220, 238, 239, 246, 248, 269, 291, 297, 501, 592, 599, 673, 674, 679, 680, 691, 692, 960
      }'
    ),
    (7, 8, '{230, 241, 267, 372, 507, 670, 675, 961, 975}'),
    (7, 9, '{231, 245, 254, 265, 354, 423, 46, 48, 595, 967}'),
    (7, 10, '{243, 353}'),
    (7, 11, '{86}'),
    (7, 12, '{381, 62, 882}'),
    (
      8, 8,
      '{
        216, 222, 223, 226, 227, 228, 232, 235, 236, 253, 257, 266, 268, 350, 356, 357, 370,
        371, 373, 374, 382, 386, 389, 45, 47, 502, 503, 504, 505, 506, 509, 591, 598, 65, 689,
        852, 853, 965, 968, 973, 974, 993
      }'
    ),
    (
      8, 9,
      '{
        213, 224, 250, 258, 264, 32, 355, 36, 377, 385, 387, 51, 593, 66, 855, 962, 963, 970,
        971
      }'
    ),
    (8, 10, '{20, 225, 229, 378, 57, 60, 64, 850, 856, 964, 976, 977}'),
    (8, 11, '{886}'),
    (8, 12, '{383, 883, 972}'),
    (
      9, 9,
      '{
        211, 212, 218, 221, 233, 237, 240, 242, 244, 249, 251, 255, 256, 260, 261, 262, 33, 34,
        351, 375, 380, 41, 420, 56, 590, 594, 596, 61, 93, 94, 966, 992, 994, 995, 996, 998
      }'
    ),
    (9, 10, '{81, 84, 881, 92}'),
    (9, 11, '{31}'),
    (9, 12, '{870}'),
    (10, 10, '{1, 234, 30, 44, 58, 7, 90, 91}'),
    (10, 11, '{52, 54, 55}'),
    (12, 12, '{878}')
) as lengths (fewest_digits, most_digits, codes)
cross join unnest(lengths.codes) as code;

create function private.can_exist(phone text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select from private.calling_codes as code
    cross join substr(can_exist.phone, 2 + length(code.calling_code)) as rest
    -- No code begins with another.
    where code.calling_code in (
        substr(can_exist.phone, 2, 1), substr(can_exist.phone, 2, 2), substr(can_exist.phone, 2, 3)
      )
      and length(rest) between code.fewest_digits and code.most_digits
      and (code.may_begin_with_zero or rest not like '0%')
  );
$$;

comment on function private.can_exist(text) is
  'Whether a number in E.164 has the code of a country and as many digits as its numbers have.';
revoke execute on function private.can_exist(text) from public;
