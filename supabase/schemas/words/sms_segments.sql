-- How many segments Twilio sends, and bills, for a text.

create function public.sms_segments(body text)
returns integer
language plpgsql
immutable
strict
set search_path = ''
as $$
declare
  -- The GSM-7 alphabet, less what takes two septets there: an escape and the character.
  c_beyond_gsm constant text collate "C" := '[^\n\r !"#$%&''()*+,\-./0-9:;<=>?@A-Z_a-z'
    '¡£¤¥§¿ÄÅÆÇÉÑÖØÜßàäåæèéìñòöøùüΓΔΘΛΞΠΣΦΨΩ\f[\\\]^{|}~€]';
  c_escaped constant text collate "C" := '[\f[\\\]^{|}~€]';
  -- What takes two UTF-16 units: a pair of surrogates.
  c_surrogates constant text collate "C" := '[\U00010000-\U0010FFFF]';
  v_body constant text collate "C" := sms_segments.body;
  v_is_gsm constant boolean := v_body !~ c_beyond_gsm;
  v_alone constant integer := case when v_is_gsm then 160 else 70 end;
  v_part constant integer := case when v_is_gsm then 153 else 67 end;
  v_pairs constant text collate "C" := case when v_is_gsm then c_escaped else c_surrogates end;
  v_units text collate "C" := v_body;
  v_length integer := length(v_body);
  v_at integer := 1;
  v_segments integer := 0;
begin
  if v_length * 2 > v_alone and v_body ~ v_pairs then
    -- One character for each unit: whatever takes two is followed by a filler.
    v_units := regexp_replace(v_body, v_pairs, '\& ', 'g');
    v_length := length(v_units);
  end if;
  if v_length <= v_alone then
    return sign(v_length);
  end if;
  if v_units = v_body then
    return ceil(v_length::numeric / v_part);
  end if;
  while v_at <= v_length loop
    v_segments := v_segments + 1;
    -- A pair that would begin on the last unit of a segment goes whole into the next.
    v_at := v_at + v_part - (substr(v_units, v_at + v_part - 1, 1) ~ v_pairs)::integer;
  end loop;
  return v_segments;
end;
$$;

comment on function public.sms_segments(text) is
  'Segments of a text as Twilio counts them: up to 160 septets in one and 153 in each of several '
  'if every character is in GSM-7, where ^ { } \ [ ~ ] | the euro sign and form feed take two; '
  'else up to 70 and 67 UTF-16 units. A pair of two is never split, CRLF is two characters. An '
  'empty text has 0: Twilio refuses it (21602), so none is sent. For service_role. Source: '
  'twilio.com/docs/glossary/what-is-gsm-7-character-encoding and what-is-ucs-2-character-encoding.';
revoke execute on function public.sms_segments(text) from public, anon, authenticated;
grant execute on function public.sms_segments(text) to service_role;
