-- What a program expects to come of a turn.

create type private.preview as (
  contact_id uuid,
  contact_name text,
  nominal_at timestamptz,
  expected_at timestamptz,
  decision text,
  message_type text,
  message_text text,
  reasons text[]
);
comment on type private.preview is
  'A turn that has not come, and what will be made of it if nothing changes: see '
  'public.preview_upcoming_messages.';
