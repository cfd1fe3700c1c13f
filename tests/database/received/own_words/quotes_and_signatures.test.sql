-- What somebody wrote is read without signature and quoted mail.
begin;
select plan(2);

select is_empty(
  $$
    select body, own, private.own_words(body)
    from (
      values
        (E'STOP\n\nSent from my iPhone', 'STOP'),
        ('Stop - sent from my Galaxy', 'Stop'),
        (E'Yes!\r\n\r\nSent from my iPhone', 'Yes!'),
        (E'Yes\n> Rundown: Maya asks. Reply STOP to end.', 'Yes'),
        (E'ça suffit\nEnvoyé de mon iPhone', 'ça suffit'),
        (E'Stopp\n\nVon meinem iPhone gesendet', 'Stopp'),
        (E'sim\nEnviado do meu iPhone', 'sim'),
        (E'On Tue at 7:02 Rundown wrote:\n> Reply STOP\n\nGreat!', 'Great!'),
        (E'Am 3. Mai schrieb Rundown:\n> STOPP\nSuper', 'Super'),
        (E'ok\n-- \nRuth\nstop the presses ltd', 'ok'),
        (E'ok\n-----Original Message-----\nReply STOP', 'ok'),
        ('I sent from my heart', 'I sent from my heart'),
        ('3 > 2', '3 > 2'),
        ('', '')
    ) as texts (body, own)
    where private.own_words(body) <> own
  $$,
  'signatures and quotes are cut'
);
select is_empty(
  $$
    select body, texts.command, understood.command as heard
    from (
      values
        (E'STOP\n\nSent from my iPhone', 'stop'),
        (E'Yes!\n\nSent from my iPhone', 'yes'),
        (E'Yes\n> Reply YES to agree, STOP to end.', 'yes'),
        (E'> Maya ran 2 of 3. Reply STOP to end.\nyes do that', 'stop'),
        (E'> Maya ran 2 of 3. Reply STOP to end.\nyes she did', 'yes she did')
    ) as texts (body, command)
    left join lateral private.understand_text(body) as understood on true
    where coalesce(understood.command, texts.command) <> texts.command
  $$,
  'and what is left is understood'
);

select * from finish();
rollback;
