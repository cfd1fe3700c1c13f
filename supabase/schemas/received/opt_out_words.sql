-- The words by which people ask us to end, in ten languages, by the part that they play.

create function private.spell_words(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  with spelled as (
    -- Letters without their marks, in lower case; an apostrophe belongs to its word.
    select regexp_replace(
      translate(
        lower(left(
          normalize(translate(left(spell_words.body, 1600), '''‘’‛ʼ`´′’', ''), nfkd), 3200
        )),
        'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯŁ', 'абвгдеёжзийклмнопрстуфхцчшщъыьэюяł'
      ),
      '[\u0300-\u036F]', '', 'g'
    ) as words
  ),
  signs as (
    select regexp_replace(
      regexp_replace(
        regexp_replace(
          -- "Stooop" is as good as one o. Of a long run of letters nothing is a word, and looking
          -- for what repeats in it takes the cube of its length.
          regexp_replace(
            regexp_replace(spelled.words, '([a-z]{30})[a-z]+', '\1', 'g'),
            '([a-z])\1{2,}', '\1', 'g'
          ),
          '([0-9])[.:]([0-9])', '\1_\2', 'g'
        ),
        '🛑|✋|⛔|🚫|📵|\ms[ .,_-]?t[ .,_-]?o[ .,_-]?p\M', ' stop ', 'g'
      ),
      '[.!?;:…。！？；\n()|]+|[–—-](?=\s)', ' | ', 'g'
    ) as words
    from spelled
  )
  select ' ' || btrim(regexp_replace(
    regexp_replace(
      regexp_replace(signs.words, '[,，、]', ' , ', 'g'),
      '([\u3400-\u9FFF🖕])', ' \1 ', 'g'
    ),
    -- What is no letter, digit or break of ours.
    '[\s"%&''*+/<=>@\[\\\]^`{}~$¡¿«»§°„“”\-\u2000-\u2BFF\u3000-\u303F\uFE0F\uFF00-\uFF0F]+',
    ' ', 'g'
  )) || ' '
  from signs;
$$;

comment on function private.spell_words(text) is
  'A text for private.parts_of_text: its words in lower case without marks, each between blanks, '
  '| where a sentence or line ends and a comma where one stands.';
revoke execute on function private.spell_words(text) from public;

create table private.opt_out_words (
  words text primary key,
  part text not null,
  is_phrase boolean not null generated always as (words like '% %') stored,
  created_at timestamptz not null default now(),
  constraint part_is_a_letter_or_a_dot check (part ~ '^[a-z.]$')
);

comment on table private.opt_out_words is
  'Words and phrases of texts that ask for an end, and the part of each in it, a letter that the '
  'list of its words explains. A star stands for any ending. As private.spell_words() writes them.';

alter table private.opt_out_words enable row level security;
revoke all on table private.opt_out_words from public, anon, authenticated, service_role;
create policy "Nobody reaches these words through the API" on private.opt_out_words
  for all to anon, authenticated using (false);

create procedure private.add_opt_out_words(part text, list text)
language sql
set search_path = ''
as $$
  insert into private.opt_out_words (words, part)
  select distinct
    btrim(private.spell_words(each.words)) || case when each.words like '%*' then '*' else '' end,
    add_opt_out_words.part
  from string_to_table(regexp_replace(add_opt_out_words.list, '\s+', ' ', 'g'), ',') as each (words)
  where btrim(private.spell_words(each.words)) <> '';
$$;

comment on procedure private.add_opt_out_words(text, text) is
  'Gives these words, set apart by commas, a part. A word has one: a second time is an error.';
revoke execute on procedure private.add_opt_out_words(text, text) from public;

-- No part in it, though single words of it would have one.
call private.add_opt_out_words('.', '
  para a semana, la semana, get to, got to, going out, third time today, not now, ahora no,
  pas maintenant, nicht jetzt, agora nao, non ora, nu niet, nie teraz, end of story, end of
  the week, end of the world, wrong bus, keep going, keep it up, stop me if, leave me alone
  time, she opted out, he opted out, they opted out, opted out of, me time, alto ahi,
  не сейчас
');

-- Somebody tells of somebody else's words, or takes back what they wrote.
call private.add_opt_out_words('z', '
  did not say stop, didnt say stop, not say stop, told, tell him, tell her, dialed, dialled,
  some wrong number, a wrong number trying, ignore that, ignore my, le dije, la prof, mi ex,
  my ex, asked him, asked her, wrong person to ask, didnt mean, did not mean, correct,
  autocorrect, corrected, if i text stop, if i reply stop, if i say stop, if i send stop,
  what happens if, i meant, coach says, says to stop, narretez, narrete
');

-- Something is to go on.
call private.add_opt_out_words('p', '
  the rest is, the rest ok, leave the rest, keep sending, rest i like, keep the, keep em,
  keep those, still want, leave on, is fine, are fine, im still in, just gym, the rest i
  like, reste, dejame los, sigue, mais garde, ca me va, will ich weiter, gern weiter,
  bleibt, deixa, deixa as, deixa a, podem continuar, invece si, gli altri si, lascia, wil ik
  blijven, wil ik houden, chce dalej, reszta ok, zostaw, keep them, et garde, garde ceux,
  garde les, weiter schicken, wel graag, deixa os, mas deixa, ma lascia,
  оставь, оставьте, пусть будет,
  照 发, 的 留 着
');

-- Keeping somebody.
call private.add_opt_out_words('g', '
  keep, garde, gardez, behalte, behalt, mantem, mantenha, manten, tieni, hou
');

-- An instruction of ours, said back.
call private.add_opt_out_words('i', '
  reply stop, text stop, reply end, send stop, txt stop, stop to end, stop to opt out, stop
  to unsubscribe, stop ends texts, responde stop, responde baja, responde basta, respondez
  stop, repondez stop, stop pour, antworte stopp, antworte stop, stopp beendet, responda
  sair, responda parar, responda stop, rispondi stop, antwoord stop, stuur stop, odpisz
  stop, wyslij stop, typing stop, text end,
  ответьте стоп,
  回 复 stop, 回 复 退 订, 回 复 td, 回 覆 stop
');

-- Ends it all where it stands alone.
call private.add_opt_out_words('y', '
  unsubscribed, off, salir, remover, none, raus, out, no mas, nada mas
');

-- A word for stop.
call private.add_opt_out_words('s', '
  stop, stopp, stopall, stop all, stpo, sotp, sopt, stoop, stopping, stope, cease, desist,
  discontinue, ceased, cease and desist, kill, optout, opt out, opt outs, opting out, opted
  out, opt me out, opt us out, arret, arretez, arreter, areter, aretez, arreté, detener,
  detengan, detenganse, detente, paren, pare, parem, pares, przestań, przestańcie, przestać,
  stahp, stap,
  стоп, прекратите, прекрати, перестаньте,
  停, 停止
');

-- The subscription itself is to end.
call private.add_opt_out_words('u', '
  unsubscribe, unsub, unsubs, unsubscrib*, unsuscribe*, unsubcribe*, unsubscibe*, unsubscr*,
  unscribe, revoke, withdraw my consent, withdraw consent, revoke any, do not consent, dont
  consent, darme de baja, dame de baja, darse de baja, denme de baja, deme de baja, me doy
  de baja, darme d baja, desuscri*, abmelden, abbestellen, abmeldung, austragen, trag mich
  aus, trag mich bitte aus, unsubscriben, designer, desinscription, desinscrire, desabonner,
  desabonnez*, desabonnement, desinscrivez*, me desabonner, descadastr*, descadastrar,
  descadastre, disiscriv*, disicriv*, disiscrizione, cancellatemi, cancellarmi, afmelden,
  uitschrijven, uitschijven, uitschrijf*, opzeggen, wypisz, wypiszcie, wypisać, rezygnuję,
  zrezygnowac, wypisujcie, desinscris*, td, de me dar baja, doy de baja, kundigen,
  kundigung, kundige,
  отписаться, отпишите, отпиши, отписка, отписывать, отписываться,
  退 订, 退 定, 退 訂, 取 消 订 阅, 取 消 短 信
');

-- An end that needs to say of what, or to stand alone.
call private.add_opt_out_words('e', '
  end, cancel, quit, enough, finish, alto, basta, para, fin, cancela, cancelar, cancelen,
  cancelaar, cancele, suficiente, ya basta, ende, schluss, aufhoren, hör auf, hört auf,
  horen sie auf, genug, es reicht, reicht, ca suffit, assez, resilier, annuler, annulez,
  coupe, coupez, chega, fim, encerrar, smettila, smettetela, smetti, smettere, finitela,
  fermate, genoeg, hou op, houd op, ophouden, koniec, dosc, wystarczy, t arrete, taarrete,
  tarrete, turn off, switch off, shut off, abstellen, ausschalten, terminate, abort, ya no
  mas, shut up, halt, dejen de, deja de, deje de, para de, pare de, parem de, baja, sair, no
  more, stell, stellt, schalt, schaltet, los, loswerden, get off, get rid of, rid of, livro,
  livrar, debarrasser, kwijt, cncl, sarrete, dejar de, parar, canceling, cancelling, ending,
  undo this, dejen, turn it off, turn this off, switch it off, switch this off, shut it off,
  завязывайте, довольно, хватит, отключить, отключите,
  够 了
');

-- Not.
call private.add_opt_out_words('n', '
  shouldnt, should not, no, not, dont, do not, never, will not, without, no longer, nor,
  rather not, ni, nunca, jamas, tampoco, non, ne, pas, plus, jamais, rien, n, nicht, kein,
  keine, keinen, keiner, keinerlei, nie, nix, nichts, nao, nem, mai, niente, nn, niet, geen,
  nooit, nic, let alone, zero, dnt, dun, plus de, ya no, no need, no need to, nich, nicht
  mehr, plu,
  не, нет, ни, никогда, ничего, больше не, не надо,
  不, 別, 不 要, 勿, 没, 请 勿, 別 再, 不 再, 别, 别 再, 不 要 再
');

-- Not, of what somebody did, can or will: no wish.
call private.add_opt_out_words('d', '
  didnt, did not, doesnt, does not, cant, cannot, can not, wont, would not, wouldnt,
  couldnt, could not, isnt, is not, arent, aint, wasnt, hasnt, havent, have not
');

-- What is sent, and sending it.
call private.add_opt_out_words('t', '
  text*, msg*, messag*, mesage*, sms*, send, sends, sending, sent me, notif*, alert, alerts,
  reminder*, remind, ping, pings, pinging, contact, contacting, contacted, communications,
  comunications, communication, email*, mail, mails, write, writing, bother, bothering,
  bother*, spam*, harass*, pester*, bug, bugging, buzz, buzzing, annoy, annoying, blowing
  up, blow up, updat*, call, calling, calls, nag*, robot texts, correspondence,
  subscription, membership, service, program, mensaj*, envi*, mand*, escrib*, escriv*, sms,
  texto*, textit*, notificac*, avis*, molest*, suscripcion, joder, mensagem, mensagens,
  mensage*, mensajit*, escreva*, escrevam, escrev*, envie*, enviem, mande*, enviar, mandar,
  menvoy*, envoy*, envoi*, ecri*, m ecrire, mecrire, ecris, ecrivez, nécrivez, textos,
  message, contact*, harcel*, abonnement, derang*, schreib*, schick*, nachricht*, smsen,
  kontakt*, zuspammen, vollzuspammen, benachricht*, send*, schicken, zusenden, anschreib*,
  belastig*, scriv*, mandat*, inviat*, invio, messagg*, bericht*, stuur*, sturen, appen,
  app, whatsapp, schrijf*, pisz*, pisać, wysyl*, wysył*, przysyl*, przysył*, przychodz*,
  wiadomosc*, smsow, esemes*, txt, txts, txting, mssg, asking, hear about, hear from, know
  about, to know, saber de, saber, sapere,
  пиш*, писать, присыл*, шлите, шли, слать, слат, смс*, сообщени*, рассыл*, беспоко*,
  发, 發, 传, 傳, 短 信, 簡 訊, 简 讯, 消 息, 信 息, 打 扰, 打 擾, 骚 扰, 烦, 煩, 吵
');

-- The writer, and their number.
call private.add_opt_out_words('m', '
  me, us, myself, my number, my mobile number, my name, my phone, my cell, this number, this
  phone, the number, my mobile, my details, mine, my data, my info, me of, our number, this
  phone number, mi, mi numero, mi celular, este numero, este cel, este celular, nosotros,
  nos, mis datos, moi, m, mon num, mon numero, ce numero, ce num, mes donnees, jm, mich,
  mir, uns, meine nummer, meine nr, diese nummer, meine daten, ihre nummer, meiner nummer,
  meiner daten, mim, meu numero, meu nº, esse numero, meu contacto, meus dados, daqui, dai,
  disso, o meu contacto, meu telefone, ele dai, mio numero, il mio numero, questo numero, i
  miei dati, dei miei dati, mij, mijn nummer, dit nummer, mijn gegevens, haar nummer, m
  eraf, mnie, mój numer, mojego numeru, ten numer, moich danych, numer,
  мой номер, мне, меня, номер, этот номер, мои данные,
  我, 我 的 号 码, 我 号 码, 本 人 号 码, 我 的 號 碼, 号 码
');

-- Taking off a list.
call private.add_opt_out_words('r', '
  cancellare, cancellate, cancelli, removed, delete, deleted, erase, erased, drop, rmv,
  remov, scrub, unlist, forget, wipe, strike, leave out, quita*, quiten, quitenme, quiteme,
  saca*, saquen, saqueme, borra*, borre*, borren, borrenlo, elimina*, elimine*, supresion,
  olvid*, retir*, enlev*, supprim*, effac*, vire, virez, oubli*, otez, losch*, entfern*,
  nimm, nehm*, streich*, tira*, tire, apag*, remov*, exclu*, delet*, elimin*, esque*,
  togli*, toglie*, togliet*, rimuov*, rimuovi, haal, halen, verwijder*, wis, wissen, gooi,
  schrap*, usun*, usuniecie, usunięci*, skasuj*, wykresl*, remove, quite, quitele, take off,
  quita, skresl*,
  удал*, убери*, уберите, вычеркн*,
  删, 刪, 拉 黑, 移 除
');

-- Lists, and being off them.
call private.add_opt_out_words('l', '
  list, lists, database, records, record, distribution list, mailing list, contact list,
  system, lista, listas, liste, listes, registro, verteiler, datenbank, kartei, lijst,
  groep, elenco, rubrica, listy, bazy, da raus, eraf, off this, off of this, off it, out of
  it, out of this, ce truc, ton truc, esa lista, eso, esas cosas, isso, isso ai, dallelenco,
  weg,
  базы, списка, рассылки,
  名 单, 名 單
');

-- Wanting and getting.
call private.add_opt_out_words('w', '
  want*, wanna, wish, need, getting, gets, got, receive*, recieve*, receiving, interested,
  care, consent, agree, recibir, recib*, quiero, kiero, kero, queremos, deseo, lleg*,
  llegan, lleguen, necesito, veux, jveux, voudrais, souhaite, recevoir, recois, besoin,
  mochte, brauch*, bekomm*, erhalt*, will das, quero, receber, preciso, desejo, voglio,
  ricever*, desidero, wil, hoef, hoeven, ontvang*, krijg*, chce, otrzym*, potrzebuj*, get,
  kriegen, kriege, be part of, want to be part, wish to be part,
  хочу, получать, надо, нужно, нужны,
  想, 要, 收 到, 收
');

-- A time that is over soon.
call private.add_opt_out_words('k', '
  right now, rn, atm, at the moment, for now, today, tonight, tonite, tmrw, tomorrow, this
  morning, this evening, this afternoon, morning, evening, afternoon, for an hour, for a
  bit, for a while, for a sec, an hour, half an hour, hour, hours, hr, hrs, min, mins,
  minutes, minute, a few hours, until, till, til, untill, noon, lunch, dinner, midnight,
  breakfast, the rest of the day, rest of the day, before, during, while im, recess, we
  land, church, just now, the movies over, hoy, esta noche, ahorita, ahora mismo, manana,
  hasta, esta tarde, una hora, una horita, horita, un rato, un ratito, ratito, rato, horas,
  minutos, un momento, mediodia, por hoy, por ahora, aujourdhui, auj, ce soir, ce matin, cet
  aprem, cet apres midi, pour linstant, demain, jusqua, jusquau, jusquen, une heure, heure,
  heures, h, avant, cette nuit, la maintenant, pour ce soir, heute, heut, heute abend, heut
  abend, morgen, bis, gerade, grad, jetzt grad, kurz, stunde, ne stunde, stunden, minuten,
  nachmittag, fruh, vor, uhr, hoje, amanha, essa noite, esta noite, hoje nao, uma hora, umas
  horas, uma horinha, um pouco, um pouquinho, por hoje, depois, oggi, stasera, stanotte,
  domani, domattina, fino, per ora, unora, unoretta, oretta, un attimo, prima, vandaag,
  vanavond, vannacht, ff, tot, uurtje, een uurtje, uur, dzis, dzisiaj, jutra, do jutra,
  rana, godzinke, godzine, na dzis, wieczor, 2nite,
  сегодня, до утра, завтра, часик, час, часа, на час, до двух, вечером, утра, ща,
  今 天, 今 晚, 明 天, 明 早, 一 会, 一 下, 小 时, 之 前, 点 前, 待 会
');

-- For ever, which undoes such a time.
call private.add_opt_out_words('v', '
  after today, after this, after tonight, or i, or else, before i, monday, tuesday,
  wednesday, thursday, friday, saturday, sunday, the weekend, week, weeks, days, month,
  months, year, holidays, vacation, christmas, easter, lunes, martes, miercoles, jueves,
  viernes, sabado, domingo, semana, semanas, mes, vacaciones, lundi, mardi, mercredi, jeudi,
  vendredi, samedi, dimanche, semaine, semaines, mois, vacances, montag, dienstag, mittwoch,
  donnerstag, freitag, samstag, sonntag, woche, wochen, monat, urlaub, segunda feira, terca
  feira, quarta feira, quinta feira, sexta feira, ferias, natal, ever, forever, for good,
  altogether, every day, everyday, permanently, further notice, until further notice, at
  all, any longer, anymore, any more, not ever, nunca mas, para siempre, definitivement, fur
  immer, nie wieder, nie mehr, para sempre, nunca mais, mai piu, nooit meer, na dobre, nigdy,
  навсегда, совсем,
  永 远, 以 后
');

-- These things.
call private.add_opt_out_words('o', '
  these, this, that, them, those, all, it all, everything, any, anything, more, any more of
  these, another, of these, of this, of them, stuff, crap, shit, thing, things, bullshit,
  esto, estos, estas, ca, cela, ces, ceux, tout, truc, das, diese, dies, alles, isto, estes,
  essas, questo, questi, roba, sta roba, dit, deze, dat, tego, tych, that i, mas, mehr,
  mais, altro, nada, meer, wiecej, todo, todos, it, one of these, em,
  это, этого, эти, всё, больше,
  这 个, 这 些, 這 個, 這 些
');

-- Changes nothing, and is left out.
call private.add_opt_out_words('f', '
  cant you, wont you, why dont you, please, pls, plz, plees, plies, thanks, thx, thank you,
  ty, kindly, ok, okay, k, just, already, immediately, asap, at once, yes, hey, hi, hello,
  sorry, the thing, i said, i am saying, im saying, i mean it, fucking, fuckin, fing,
  bloody, damn, goddamn, the hell, the fuck, can you, could you, can u, could u, would you,
  will you, can, could, you, u, ur, you need to, i want to, i wanna, id like to, i would
  like to, i need to, lets, so, but, and, really, honestly, ffs, jesus, christ, period,
  literally, guys, sir, madam, kind regards, ever again, actually, por favor, porfa, xfa, x
  favor, porfis, gracias, ya, favor, les ruego que, le ruego que, que, s il vous plait, sil
  vous plait, svp, stp, merci, de, d, a, bitte, danke, doch, bitte bitte, por amor de deus,
  pelo amor de deus, pfv, obrigado, obrigada, pf, per favore, x favore, grazie, vi prego, ti
  prego, aub, alstublieft, alsjeblieft, graag, bedankt, maar, prosze, bardzo, dzieki,
  uprzejmie, o, for, fur, por, pour, voor, per, na, jetzt, maintenant, ahora, agora, adesso,
  ora, nu, teraz, will, the, s''il te plait, again, here, mal, vuelvan, vuelva, volver a,
  yesterday, entao, pues, pues eso, alors, then, ai, ahi,
  пожалуйста, пожалуста, плз, плиз, прошу вас, прошу, спасибо, уже, на, сейчас,
  请, 請, 谢 谢, 吧, 了, 麻 烦, 您 好, 好 吗, 啊, 求 你 们
');

-- Being left alone, for good or for a while.
call private.add_opt_out_words('c', '
  leave me alone, leave us alone, leave me in peace, dejenme en paz, dejame en paz, deje me
  en paz, deixem me em paz, dejadme en paz, laissez moi tranquille, laissez nous tranquille,
  lasst mich in ruhe, lass mich in ruhe, lassen sie mich in ruhe, lasciatemi in pace,
  lasciami in pace, laat me met rust, swiety spokoj, foutez moi la paix, lachez moi, lache
  moi, me deixa em paz, me deixe em paz, deixa me em paz,
  отстаньте, отстань от меня, отвалите,
  别 发 了, 别 再 发, 不 要 再 发, 不 要 再 给 我 发, 不 要 再 傳, 不 要 再 传, 不 要 发
');

-- An end in other words: a wrong number, a complaint, no consent, a rude goodbye.
call private.add_opt_out_words('x', '
  wrong number, wrong person, wrong num, wrong no, wrong #, wrong guy, wrong phone, lose my
  number, lose this number, new phone who dis, new phone who this, who dis, never signed up,
  didnt sign up, did not sign up, never agreed, didnt agree, did not agree, never
  subscribed, never asked for, didnt ask for, blocking this number, blocking you, block you,
  going to block, reporting this, reporting you, reported as spam, reported as junk, report
  this, report you, filing a complaint, file a complaint, hearing from my lawyer, fcc, this
  is spam, fuck off, f off, f*** off, piss off, bugger off, get lost, go away, buzz off,
  texting a stranger, not who you think, isnt who you think, who gave you my number, how did
  you get my number, how did you get this number, this isnt, this is not, i dont know any, i
  dont know a, dont know any, dont know an, dont have a, at this number, on this number, no
  longer has this number, no longer uses this number, doesnt have this number, dont have
  this number, changed numbers, had this number, just got this number, got this number, got
  this sim, new number, not interested, im not interested, no interest, not for me, arent
  for me, isnt for me, im out, dont need to know, do not need to know, dont wanna be part,
  dont want to be part, rather not be, not part of, no longer together, we broke up, enough
  already, get me off, take me off, take me out, off this list, off your list, wrong
  recipient, not my, isnt my number, i didnt consent, without my consent, no consent,
  without consent, broken up, go away please, make this go away, 🖕, was her phone, was his
  phone, had it since, whoever had it, numero equivocado, se equivoco, se confundio, se
  equivoca, te equivocaste, no soy la, no soy el, yo no soy, no conozco a, no conozco, te
  bloqueo, los voy a bloquear, voy a bloquear, los voy a denunciar, voy a denunciar, lo
  bloqueo, denunciar, no autorice, nunca autorice, nunca di permiso, quien les dio mi
  numero, quien te dio mi numero, a la mierda, vayanse, sacame, quitame, borrame, olvidense,
  la que tenia esta linea, era de otro, tenia esta linea, no pinto nada, no es pa mi, no es
  para mi, no me interesa, tampoco quiero, solicito la supresion, cese inmediato, proteccion
  de datos, trompe de numero, mauvais numero, faux numero, vous etes trompe, vous vous etes
  trompe, vous faites erreur, il y a erreur, erreur de numero, pas le bon num, pas le bon
  numero, nest plus a ce numero, connais pas de, jconnais pas, je ne connais pas, fous moi
  la paix, fichez moi la paix, porte plainte, je porte plainte, signale comme spam, vous
  signale, jamais donne mon accord, jamais rien signe, rien demande, jamais rien demande,
  rgpd, ne minteresse pas, minteresse pas, ne m interesse pas, oubliez moi, oubliez mon
  numero, on est plus ensemble, ras le bol, saoules, tu saoules, vous saoulez, non merci,
  cest non merci, jmen tape, plus rien, va te faire, degage, degagez, je moppose, moppose,
  mon consentement, mon accord, falsche nummer, falsche person, in der nummer geirrt, nummer
  geirrt, haben sie sich, vertan, kenne keine, kenn keine, kenne keinen, kenn keinen, ist
  ausgezogen, hier ist nicht, hier wohnt, nummer raus, nr neu bekommen, nummer neu, auf den
  sack, auf die nerven, verpiss dich, verpisst euch, bundesnetzagentur, melde ich, zeig euch
  an, zeige euch an, anzeige, widerrufe, widerruf, einwilligung, dsgvo, kein interesse, kb
  mehr, ich will das nicht, will ich das auch nicht, nie zugestimmt, nicht zugestimmt,
  brauch ich nicht, nicht mehr zusammen, nimm mich da, nehmen sie mich, aus dem verteiler,
  aus ihrem verteiler, untersage, lebt nicht mehr, hab ich nie, hau ab, wie oft noch,
  verbitte mir, numero errado, vc errou, voce errou, errou o numero, se enganou, vc se
  enganou, deve ser engano, e engano, engano, nao conheco, n conheco, aqui nao e, chip era,
  esse chip, em paz, encher o saco, vai tomar, vai encher, vou denunciar, eu denuncio,
  procon, bloqueio, vou bloquear, nunca autorizei, nao autorizei, lgpd, consentimento, nao
  tenho interesse, n tenho interesse, sem interesse, a gente terminou, ja deu pra mim, ja
  deu, esquecam, esquece meu, que chatice, faleceu, n quero isso, nao quero isso, sbagliato
  numero, numero sbagliato, hai sbagliato, finite di, la finite, rotto le palle, avete
  rotto, segnalo, denuncio, vi denuncio, garante, non ho firmato, non ho mai, chi vi ha
  dato, revoco, cancellazione, gdpr, chi cavolo, non sono il papa, non sono la, non conosco,
  finita tra noi, toglimi, vaffanculo, non ne voglio, non c e piu, non ce piu, verkeerd
  nummer, de verkeerde, ken geen, rot op, krijg de, doe aangifte, aangifte, nooit
  toestemming, geen toestemming, nooit ja, hoe kom ik hier vanaf, hoe kom ik hiervan af,
  hoeven dit niet, haal me eraf, haal m eraf, haal mij, van de lijst, klaar mee, avg,
  bezwaar, overleden, wil ik het ook niet, geen interesse, donder op, flikker op, sim was
  eerst, pomylka, pomyłka, pomyliliscie numery, zly numer, zły numer, nie znam, odwalcie
  sie, odczepcie sie, zglaszam, zgłaszam, uodo, rodo, nie wyrazalem zgody, nie wyrażałem
  zgody, cofam zgode, skad macie, na nic nie zapisywalem, nie zapisywalem, po kims innym,
  wylacz mi to, wyłącz mi to, wyłączyć na dobre, jak to wylaczyc, jak to wyłączyć, tu wiecej
  nie, zrezygnuj, nie jestem zainteresowany, make it stop, no thanks not for me, sie haben
  sich verwahlt, avete sbagliato, ha sbagliato numero, levami, toglietemi, togliermi,
  cancellami, take my number, take my name, get me out, du hast dich verwahlt, the wrong
  person, wrong numer, passed away and this was, his ex, no wrong number, noch eine sms,
  noch eine nachricht, my lawyer, my attorney, my solicitor, an den anwalt, mein anwalt, mi
  abogado, mon avocat, meu advogado, il mio avvocato, depot de plainte, nie bestellt, never
  ordered, yo no pedi, no pedi esto, kitame, never asked, leave me out, want off, want out,
  bow out, count me out, to fora, correct your records, in error, this aint, switched
  numbers, changed number, jen veux plus, jen veu plu, j en veux plus, sortir de la boucle,
  levatemi, bloqueei, blocked you, already blocked, i said stop, ive said stop, i have said
  stop, asked you to stop, told you to stop, im saying stop, say goodbye to these, dont give
  a damn, doesnt give a damn, me livro disto,
  ошиблись номером, не туда попали, не туда, задолбали, достали, в чс, жалобу, фас, согласия
  не давал, отзываю согласие, откуда у вас мой номер, как это отключить, отключить совсем,
  симку, номер теперь мой, мне это не, не знаю, не надо мне, не интересует, оставьте в
  покое, отвяжитесь,
  发 错 人, 發 錯 人, 打 错, 打 錯, 号 码 搞 错, 不 认 识, 不 認 識, 搞 错, 烦 死, 煩 死, 有 完 没 完, 滚, 滾, 投 诉, 投 訴, 谁
  给, 没 同 意, 沒 同 意, 未 同 意, 从 未 同 意, 怎 么 取 消, 怎 麼 取 消, 老 人 机, 不 想 看, 跟 我 没 关 系, 求 放 过, 别 来 了,
  分 手, 不 要 再 往, 号 码 我 刚 办, 取 消, 删 掉, 删 了
');

-- Somebody else.
call private.add_opt_out_words('h', '
  he, she, they, my boss, boss, coach, the bus, bus, nobody, noone, suegra, mi jefe, chef,
  она
');

-- How to.
call private.add_opt_out_words('q', '
  how do i, how can i, how do you, how to, how does one, is there any way, is there a way,
  any way to, where do i, what do i do to, como hago para, como hago, como puedo, cmt on
  fait, comment on fait, comment je fais, comment, wie kann ich, wie mache ich, wie komme
  ich, weiss nicht wie, weiß nicht wie, como faco pra, como faco para, como faco, come si
  fa, come faccio, cm si fa, hoe kan ik, hoe kom ik, jak to, jak moge, como e que, wie werd
  ich,
  как это, как мне,
  怎 么, 怎 麼
');

-- Of which texts.
call private.add_opt_out_words('a', '
  only, ones, about, from, recap, warnings, updates, mute, mutes, silence, solo, sobre,
  juste, sur, nur, apenas, so as, solo quelli, alleen, die over, tylko,
  про,
  的
');

-- I and we, as those who do something.
call private.add_opt_out_words('j', '
  i, im, i am, we, were, ich, ik, yo, je, jsuis, suis, estoy, estou, bin, sono,
  я
');

-- Quiet, which needs a time.
call private.add_opt_out_words('b', '
  pause, snooze, shush, hush, hold, hold off, ceasefire, give it a rest, peace, silencio,
  callate, ruhe, chut, tranquille, stil, cisza, spokoj, in ruhe, met rust, en paz, in pace,
  тихо, отстань,
  清 静
');
