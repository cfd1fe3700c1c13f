-- The words of a crisis in five languages, by the part that they play.

create table private.crisis_words (
  language text not null,
  words text not null,
  part text not null,
  is_phrase boolean not null generated always as (words like '% %') stored,
  created_at timestamptz not null default now(),
  primary key (language, words)
);

comment on table private.crisis_words is
  'Words and phrases of texts that may tell of a crisis, and the part of each in it, a letter that '
  'private.weigh_crisis() explains. A star stands for any ending. As private.spell_crisis() writes '
  'them.';

alter table private.crisis_words enable row level security;
revoke all on table private.crisis_words from public, anon, authenticated, service_role;
create policy "Nobody reaches words of a crisis through the API" on private.crisis_words
  for all to anon, authenticated using (false);

create function private.spell_crisis(body text)
returns text
language sql
immutable
strict
set search_path = ''
as $$
  -- "Töten", "toeten" and "toten" are one.
  select regexp_replace(
    regexp_replace(
      replace(private.spell_words(replace(lower(spell_crisis.body), 'ß', 'ss')), '_', ' '),
      '(?<=[a-z])1(?=[a-z])', 'i', 'g'
    ),
    '(?<![aeq])([aou])e', '\1', 'g'
  );
$$;

comment on function private.spell_crisis(text) is
  'A text as private.spell_words() writes it, without an e after a, o or u, which is how some '
  'write a German umlaut, and with i for a 1 inside a word; the lists are spelled alike.';
revoke execute on function private.spell_crisis(text) from public;

create procedure private.add_crisis_words(language text, part text, list text)
language sql
set search_path = ''
as $$
  insert into private.crisis_words (language, words, part)
  select distinct
    add_crisis_words.language,
    btrim(private.spell_crisis(each.words)) || case when each.words like '%*' then '*' else '' end,
    add_crisis_words.part
  from string_to_table(regexp_replace(add_crisis_words.list, '\s+', ' ', 'g'), ',') as each (words)
  where btrim(private.spell_crisis(each.words)) <> ''
  on conflict on constraint crisis_words_pkey do nothing;
$$;

comment on procedure private.add_crisis_words(text, text, text) is
  'Gives these words of a language, set apart by commas, a part; those that have one keep it.';
revoke execute on procedure private.add_crisis_words(text, text, text) from public;

-- English.
call private.add_crisis_words('en', '.', '
  alive and kicking, dead battery, dead end, dead lift, dead lifts, dead line, dead sea, dead
  tired, die hard, drop dead gorgeous, live game, live music, live stream, suicide doors
');
call private.add_crisis_words('en', 'Z', '
  boss fight, boss level, career suicide, did suicides, finger chopping, in fortnite, in game,
  in minecraft, in the game, laugh, laughing, of boredom, of cuteness, of embarrassment, of
  hunger, of laughter, of old age, of suicides, on this level, political suicide, ran suicides,
  self harm awareness, social suicide, squad, suicide awareness, suicide drill, suicide drills,
  suicide hill, suicide hotline volunteer, suicide prevention, suicide runs, suicide sprint,
  suicide sprints, suicide squad, suicide squeeze, suicides at practice, the lights, to see you,
  two birds, while cooking
');
call private.add_crisis_words('en', 'z', '
  10k, 5k, alarms, album, alcohol, ankle, article, back, bench, bike, burpee*, cake, calf,
  calves, carbs, cardio, charity, chocolate, chopping, coach, coffee, cooking, course, crossfit,
  deadlift*, dentist, diet, diet app, documentary, email*, episode, essay, exam, exams, fasting,
  film, first aid, gym, haha*, hahah*, hamstring, heat, hiit, hill, hills, homework, inbox, jk,
  joking, karaoke, kidding, kitchen, km, knee, leg day, legs, lifeline, lmao, lol, lunge*,
  lyrics, marathon, maths, meeting, mile, miles, movie, my fringe, my hair, my nails, novel, of
  film, on telly, on the rowing machine, on tv, onion, onions, phone, pizza, plank*, podcast,
  prices, ramadan, rofl, romantic, run, running, season, shaving, shaving again, shoulder,
  smoking, song, sourdough, spin class, spreadsheet, sprint*, squat*, sugar, swim*, the engine,
  the mood, this app, tiktok, to a beach, to hear, to know, to try, traffic, training,
  treadmill, twitter, two weeks, wedding, wifi, work out, workout*, yoga
');
call private.add_crisis_words('en', 'x', '
  an overdose, be better dead, be with my dad in heaven, be with my mom in heaven, better off
  dead, blow my brains out, blow my head off, bullet in my head, by the time u read this, by the
  time you read this, can not go on, cannot go on, cannot live like this, cant go on, cant go on
  living, cant keep living, cant live anymore, cant live like this, cant stay alive, checking
  out for good, crash my car, ctb, cut my wrists, cutting my wrists, death would be easier,
  deserve to die, do not deserve to live, done living, done with life, dont deserve to be alive,
  dont deserve to live, dont wanna be here anymore, dont want to go on, dont want to keep
  living, drive into a tree, drive my car into, driving into a tree, dying would be easier,
  easier if i died, easier to die, exit this life, go to sleep and just not wake up, go to sleep
  and never wake up, going to overdose, goodbye forever, goodbye letter, goodbye letters,
  goodbye note, gun in my mouth, gun to my head, hate being alive, hope i die, hope i do not
  wake up, hope i dont wake up, hope i never wake up, hope i wont wake up, i overdose, id rather
  be dead, id rather die, if i died, if i just died, if i was dead, if i were dead, if i were
  gone, im done with living, in front of a train, in front of the train, isnt worth living, jump
  from the bridge, jump in front of, jump off a bridge, jump off a building, jump off a roof,
  jump off the bridge, jump off the roof, jumping in front of, jumping off a bridge, jumping off
  the bridge, just not wake up, kill me self, last day on earth, leave this earth, leave this
  world, leaving this world, life is not worth living, life is over, life isnt worth living,
  life worth living, make it all stop forever, my last day alive, my last night alive, my life
  to be over, my suicide note, never wake up, no longer want to live, no longer wish to live, no
  one will miss me, no one would miss me, no point being alive, no point in being alive, no
  point in going on, no point in living, no point living, no point to living, no reason to be
  alive, no reason to go on, no reason to keep going, no reason to live, no reason to stay
  alive, nobody will miss me, nobody would miss me, noone would miss me, noose, not be around
  much longer, not be here anymore, not be here tomorrow, not worth living, nothing left to live
  for, nothing to live for, od on, on the train tracks, only way out is, onto the tracks, over
  being alive, overdosed, overdosing, point in staying alive, pray i dont wake up, praying i
  dont wake up, rather be dead, ready to go be with, rope around my neck, saved up pills, saving
  my pills, saving up my pills, saving up pills, should be dead, should die, should have died,
  should just die, should not be alive, shouldnt be alive, shouldnt exist, sick of being alive,
  sick of living, sleep and not wake up, slit my throat, slit my wrist, slit my wrists, slitting
  my wrists, step in front of, step into traffic, stockpiling pills, suicide note, swallow all
  my pills, swallow all the pills, swallowed a bottle, swallowed all the pills, take all my
  pills, take all of my pills, take all the pills, take care of my dog when im gone, taking all
  my pills, tell my family i love them, tell my kids i love them, tell my mom i love her, tell
  my mum i love her, tell them i loved them, the only way out, this is my last night, tired of
  being alive, tired of living, to overdose, tonight is my last night, took a bunch of pills,
  took a whole bottle, took all my pills, took all of my pills, took all the pills, took the
  whole bottle, took too many pills, walk in front of, walk into traffic, walking into traffic,
  want it to be over forever, want my life over, want my life to end, want this life to end,
  what is the point of living, whats the point of being alive, whats the point of living, wish i
  am dead, wish i could die, wish i could disappear forever, wish i could just die, wish i had
  never been born, wish i was dead, wish i was never born, wish i was not alive, wish i wasnt
  alive, wish i wasnt here anymore, wish i were dead, wish i were never born, wish i would die,
  wish id die, wish id never been born, wont be alive, wont be around much longer, wont be here
  much longer, wont be here tomorrow, would rather be dead, wouldnt miss me, written my note,
  written the letters, wrote a goodbye note, wrote goodbye letters, wrote my note, wrote the
  letters
');
call private.add_crisis_words('en', 'q', '
  comit suicide, commit suicide, commiting suicide, committing suicide, delete myself, do myself
  in, drown myself, drowning myself, electrocute myself, end everything, end it all, end it
  tonight, end my lif, end my life, end my own life, end my pain, end my suffering, end myself,
  end the pain, end things tonight, end this life, ending everything, ending it all, ending it
  tonight, ending my life, ending my own life, ending myself, ending things for good, gas
  myself, going to kms, gonna kms, hang my self, hang myself, hanging myself, ill kms, ima kms,
  imma kms, just kms, kil myself, kill meself, kill my self, kill mysef, kill mysel, kill
  myself, kill myslef, killed myself, killing my self, killing myself, kms fr, kms lol, kms
  tonight, might kms, neck myself, not be alive, off myself, offing myself, poison myself, shoot
  my self, shoot myself, shooting myself, stab myself, stabbing myself, sucidal, suffocate
  myself, suicidal, suisidal, take my life, take my live, take my own life, take myself out,
  taking my life, taking my own life, top myself, unalive, unalive myself, unaliving myself,
  wanna kms, want to kms
');
call private.add_crisis_words('en', 's', '
  self delete, sewerslide, suacide, sucide, suicde, suicid*, suicide, suicidle, suiside
');
call private.add_crisis_words('en', 'd', '
  be dead, be dead already, being dead, cease to exist, death, die, disappear for good,
  disappear forever, dye, dying, fall asleep forever, never wake up again, no longer exist, not
  exist, not to exist, not wake up, sleep and never wake, stop existing, to be gone, vanish
  forever
');
call private.add_crisis_words('en', 'l', '
  alive, be alive, be in this world, be on this earth, be on this planet, being alive, exist,
  existing, live, living, stay alive
');
call private.add_crisis_words('en', 'c', '
  be around, be here, carry on, continue, fight, go on, keep fighting, keep going, wake up
');
call private.add_crisis_words('en', 'w', '
  beg, begging, hope, hoping, id love to, just let me, let me, need to, please let me, pray,
  praying, prefer, rather, ready, ready to, waiting to, wanna, want, want to, wanted, wants to,
  wish, wishing, would love to
');
call private.add_crisis_words('en', 'g', '
  about to, decided to, finna, fixing to, going to, gonna, gunna, ill, intend, may, might, might
  just, plan, plan to, planning, plans to, should, tempted to, will
');
call private.add_crisis_words('en', 't', '
  attempt, attempted, best way to, considered, considering, dream of, dreaming of, fantasize,
  fantasizing, feel, feel like, feeling, googling, how to, idea of, imagine, imagining, keep
  imagining, looked up, looking up, researching, think, think about, thinking, thinking about,
  thinking of, thought, thoughts, thoughts of, tried, tried to, try to, urge, urge to, ways to
');
call private.add_crisis_words('en', 'n', '
  aint, didnt, dnt, do not, doesnt, dont, isnt, never, no, no longer, not, nothing, nt, without,
  wont
');
call private.add_crisis_words('en', 'j', '
  can barely, can not, cannot, cant, cnt, couldnt
');
call private.add_crisis_words('en', 'f', '
  again, another day, any longer, any more, anymore, ever again, for good, forever, in the
  morning, like this, no more, tomorrow
');
call private.add_crisis_words('en', 'r', '
  future, meaning, point, purpose, reason, reasons, strength, way out
');
call private.add_crisis_words('en', 'h', '
  bang my head, banging my head, burn myself, burned myself, burning myself, burnt myself, cut
  my arm, cut my arms, cut my legs, cut my self, cut my thighs, cut myself, cutting my arms,
  cutting my self, cutting my thighs, cutting myself, harm myself, harming myself, hit myself,
  hitting myself, hurt my self, hurt myself, hurting my self, hurting myself, injure myself,
  punching myself, punish myself, razor blade, razor blades, relapsed cutting, scratch myself,
  scratching myself, self harm, self harm*, self harmed, self harming, self injure, self injury,
  selfharm, selfharm*, starving myself to death
');
call private.add_crisis_words('en', 'Y', '
  blood everywhere, cut again last night, cutting again, i cut again, relapsed and cut, started
  cutting again
');
call private.add_crisis_words('en', 'b', '
  if i left, if i wasnt around, if im gone, w out me, without me, without me in it, wout me
');
call private.add_crisis_words('en', '+', '
  be fine, betta off, better, better off, easier, happier, relieved
');
call private.add_crisis_words('en', 'e', '
  all of you, every1, everybody, everyone, everyones, family, kids, my children, my family, my
  husband, my mom, my parents, my wife, people, the kids, the world, they, they would, theyd,
  theyll, world, yall, you all
');
call private.add_crisis_words('en', 'k', '
  beat, behead, blow up, bomb, burn down, choke, end, harm, hurt, hurting, kill, killing, make
  her pay, make him pay, make them pay, murder, murdering, poison, run over, shoot, shoot up,
  shooting, slaughter, stab, stabbing, strangle
');
call private.add_crisis_words('en', 'o', '
  coworkers, everyone there, her, him, my baby, my boss, my boyfriend, my brother, my
  classmates, my coworker, my coworkers, my dad, my daughter, my ex, my father, my girlfriend,
  my kids, my manager, my mother, my neighbor, my neighbour, my partner, my roommate, my school,
  my sister, my son, my stepdad, my teacher, other people, somebody, someone, that bastard, that
  bitch, the office, the school, them, this school, those people
');
call private.add_crisis_words('en', 'a', '
  ana, anorexia, anorexic, binge, binged, bingeing, binging, bulimia, bulimic, diet pills,
  laxative, laxatives, make myself sick, making myself sick, mia, not eating, puke, puking,
  purge, purged, purging, restrict, restricting, starve, starve myself, starved, starving,
  starving myself, stop eating, stopped eating, threw up, throw up, throwing up, vomit, vomiting
');
call private.add_crisis_words('en', 'm', '
  after dinner, after eating, after every meal, after i eat, after lunch, after meals, every
  meal, every time i eat, everything i eat, food, myself, whatever i eat
');
call private.add_crisis_words('en', 'y', '
  0 calories, 0 calories til, 0 cals, a dead man, afraid ill do something, afraid of what i
  might do, afraid to eat, am ready to go, ana is my, ana says, arms are a mess, be around by,
  be dead soon, be with her again, be with him again, boss suffer, bought a gun, bring a gun,
  bring my gun, bringing a gun, burden on everyone, burden on my, burden to every1, burden to
  everyone, burden to my, burden to u, by my own hand, by the time anyone reads, by the time u
  read, calories a day, can not do this anymore, cannot do this anymore, cannot take it anymore,
  cant do it anymore, cant do it no more, cant do this any more, cant do this anymore, cant do
  this no more, cant let myself eat, cant make myself eat, cant stop purging, cant take it any
  more, cant take it anymore, cant take no more, cant take this anymore, cba living, cba with
  life, cut again, cuts again, cuts on my, days clean, deeper than i meant, did it again last,
  do not deserve to eat, do not trust myself, do something stupid to myself, done it again, done
  trying, done with being here, done with everything, done with it all, dont deserve food, dont
  deserve to eat, dont feel safe with myself, dont tell my mom, dont tell my mum, dont trust
  myself, dont trust myself alone, ever get better, everything i need here to, feel empty, feel
  hopeless, feeling hopeless, finger down my throat, fingers down my throat, fixin to, fixin to
  end it, frightened of myself, from not eating, gave away all my, gave away my, gave up on
  life, get better ever, get my gun, get the insurance, give up on life, give up on living,
  given away most, given away my, given up on life, giving away my, giving my things away,
  giving up on everything, giving up on life, giving up on living, gonna stab, got a date for
  it, got a gun and, had enough of living, hair is coming out, hair is falling out, hand went
  numb, have a gun and, havent eaten anything in, havent eaten for, havent eaten for days,
  havent eaten in, havent eaten in days, havent eaten since, hear voices telling, hurt my kids,
  hurt the baby, hurting the baby, i am a burden, i give up on life, i have a gun, i relapsed, i
  want out, if i disappeared, if i just wasnt around, if i was gone, if i wasnt here, if i
  werent here, if you are reading this, if youre reading this, ill be dead, ill end her, ill end
  him, im a burden, im done fighting, im gonna stab, im ready to go, im scared ill do it, in
  front of a bus, in front of a car, in front of a truck, insurance pays out, is a dead man,
  jump off a cliff, just a burden, just empty, just not around, just relapsed, just want it
  over, just want it to stop, just wasnt around, kut myself, kutting, laugh at anyone again,
  left a letter, left letters, let myself eat, letters are on, letting trains go by, loaded gun,
  loaded the gun, looking at the bridge, looking at the pills, lost the will, made myself sick,
  made myself throw up, made myself vomit, make her suffer, make him suffer, make myself puke,
  make myself throw up, make myself vomit, make the pain stop, makes it quiet, making myself
  puke, making myself throw up, making myself vomit, mia is my, months clean, my arms are, my
  note, nearly went too far, never get better, never gets better, no food till, no future for
  me, no hope, no hope left, no one would notice, no point anymore, no point in me, no reason to
  stay, no way out, nobody would notice, not eaten anything for, not eaten for, not eaten for
  days, not eaten in, not eaten in days, not getting better, not going to wait, not safe alone,
  not safe with myself, note is on, nothing here for me, nothing left for me, nothing to get up
  for, notice if i died, notice if i disappeared, notice if i vanished, notice if i was gone,
  outside her house, outside his house, period stopped, periods stopped, picture stabbing,
  picturing stabbing, pills in front of me, point in any of it, point in goals, point in it
  anymore, point of any of it, point of it all, purged again, put her in the ground, put him in
  the ground, put them both in the ground, put them in the ground, ready to go now, said my
  goodbyes, saying my goodbyes, scared i will do something, scared ill do something, scared of
  myself, scared of what i might do, scared to eat, see no way out, sh urges, shaking mother,
  shaking the baby, shes dead when, shook the baby, so empty, so hopeless, stab you, standing on
  the bridge, still be around by, still see a whale, still too fat, such a burden, terrified of
  eating, the insurance pays, the letters are written, the pills are, the will is in, then puke,
  threw up again, threw up dinner, throat bleeds, throw up til, throw up till, til i bled, till
  i bled, tired of fighting, too fat to eat, under 500 calories, under my bed ready, until i
  bled, until i see my bones, until im skin and bones, voices say, voices tell me, voices
  telling me, wana end it, wanna disappear, want everything to stop, want it all to be over,
  want it all to stop, want it to be over, want the pain to stop, want to disappear, want to end
  it, want to hurt people, want to hurt someone, water fast day, way out of this except, weeks
  clean, went deeper, what is the point of anything, whats the point anymore, whats the point of
  anything, when anyone reads this, when you read this, wish i could disappear, wish i didnt
  exist, with a knife to, wont exist, wont get better, wont laugh at anyone again, wont need
  goals, wont need to text me, wont see another, working out how to leave, zero calories
');
call private.add_crisis_words('en', 'i', '
  done with, gave up on, give up on, sick of, so tired of, tired of
');
call private.add_crisis_words('en', 'D', '
  chosen the day, decided not to, decided not to wait, i have decided, its tonight, made my mind
  up, made up my mind, picked a date, picked a day, picked the date, picked the day, set a date,
  tonight is the night
');
call private.add_crisis_words('en', 'A', '
  be gone, go to my husband, go to my wife, id be gone, insurance, join her, join him, join my
  husband, join my wife, lived long enough, no future, no reason, nothing left, stopped wanting,
  wont be here, wont be needing, wont need
');
call private.add_crisis_words('en', 'G', '
  after this week, after tonight, dont look for me, dont try to find me, look after, please look
  after, please take care of, take care of my
');
call private.add_crisis_words('en', 'S', '
  bye, forgive me, goodbye, i love you all, i love you guys, im sorry, love you all, love you
  guys, sorry, tell the cat, thank you for everything, thanks for everything, you did your best
');
call private.add_crisis_words('en', 'P', '
  blacked out, cant stand up, collapsed, faint, fainted, fainting, hair is, passed out, passing
  out, periods, potassium
');
call private.add_crisis_words('en', 'W', '
  calories, cant eat, dinner again, eat, eating, fat, scale, scales, skinny, thin, weight
');
call private.add_crisis_words('en', 'B', '
  4x today, blood, can hardly stand, chest hurts, dangerously low, heart is, my heart, third
  time today
');
call private.add_crisis_words('en', 'R', '
  long sleeves, my arms, my legs again, my wrists, new cuts, the cuts, wearing tights
');
call private.add_crisis_words('en', 'X', '
  found out, hasnt noticed, hide, hiding, in august, in july, in summer, it again, nobody sees,
  notice, noticed, sees, so nobody
');
call private.add_crisis_words('en', 'V', '
  all gonna be sorry, are going to pay, are gonna pay, be sorry on, gonna be sorry, hes going to
  pay, is going to pay, r gonna pay, shes going to pay
');
call private.add_crisis_words('en', 'N', '
  at school, dont come in, her house, his house, not going there to talk, the whole class
');

-- Spanish.
call private.add_crisis_words('es', '.', '
  en vivo, fin de semana, muerta de cansancio, muerta de hambre, muerta de risa, muerta de
  sueno, muerto de cansancio, muerto de hambre, muerto de risa, muerto de sueno, peso muerto,
  punto muerto
');
call private.add_crisis_words('es', 'Z', '
  comer jaja, de aburrimiento, de amor, de calor, de emocion, de envidia, de frio, de ganas, de
  hambre, de la risa, de la verguenza, de pena ajena, de risa, de ternura, de verguenza, de
  vieja, de viejo, del susto, dos pajaros, el gusanillo, el hambre, el tiempo, escuadron,
  escuadron suicida, la plancha, la verguenza, las ganas, las unas, me mata si, muero de miedo,
  muero de sueno, pelando, picando, prevencion del suicidio, se suicido, va a matar cuando
');
call private.add_crisis_words('es', 'z', '
  abdominales, afeitandome, agujetas, armario, azucar, bateria, bici, broma, burpees, cancion,
  cardio, cebolla, charla, chocolate, clase, cocinando, cocinar, correr, corriendo, cuesta,
  cuestas, curro, deberes, dieta, documental, dos semanas, el dedo, el juego, el movil, el
  nivel, el pelo, entrenador, entrenamiento, entrenando, entreno, espalda, esta app, estudiando,
  examen, examenes, flexiones, fumar, gimnasio, gym, historia, jaja*, jajaj*, jeje*, karaoke,
  kilometros, km, la cocina, la partida, las llaves, literatura, madrugones, maraton, marisco,
  nadar, novela, patatas, pelicula, pelo, pesas, piernas, pizza, playa, podcast, por el marisco,
  reunion, rodilla, sentadillas, series, spinning, tabaco, tobillo, trabajando, trabajo,
  trafico, vacaciones, videojuego, xd, yoga
');
call private.add_crisis_words('es', 'x', '
  abrirme las venas, adios para siempre, aventarme de un puente, aventarme del puente, bote
  entero de pastillas, cansada de la vida, cansada de vivir, cansado de la vida, cansado de
  vivir, carta de despedida, cartas de despedida, cortarme las munecas, cortarme las venas,
  cuando yo no este, darme un tiro, deberia estar muerta, deberia estar muerto, deberia morirme,
  dejar de existir, dejar de vivir, dejar este mundo, desaparecer para siempre, desearia estar
  muerta, desearia estar muerto, desearia no haber nacido, diganle a mi mama, dile a mi madre
  que la quiero, dile a mi mama que la amo, dormir para siempre, dormir y no despertar, dormirme
  para siempre, dormirme y no despertar, el frasco de pastillas, es mi ultima noche, escrito mi
  carta, estar muerta, estar muerto, estaria mejor muerta, estaria mejor muerto, estrellar el
  coche, estrellarme con el coche, ganas de desaparecer para siempre, ganas de matarme, ganas de
  morir, ganas de morirme, harta de la vida, harta de vivir, harto de la vida, harto de vivir,
  irme de este mundo, la vida no tiene sentido, la vida no vale, lanzarme al vacio, lanzarme de
  un puente, lanzarme del puente, me corto las venas, me he tomado todas las pastillas, me pego
  un tiro, me tome todas las pastillas, mejor muerta, mejor muerto, merezco morir, meterme un
  tiro, mi vida no tiene sentido, mi vida no vale nada, nadie me echaria de menos, nadie me
  extranara, nadie me extranaria, nadie me va a extranar, no despertar jamas, no despertar mas,
  no despertar nunca, no despertarme mas, no encuentro sentido a la vida, no le encuentro
  sentido a la vida, no le veo sentido a la vida, no me quedan ganas de vivir, no merece la pena
  vivir, no merezco vivir, no tengo ganas de vivir, no tengo motivos para vivir, no tengo
  razones para vivir, no tiene sentido seguir viviendo, no tiene sentido vivir, no vale la pena
  vivir, no veo sentido a la vida, no volver a despertar, nota de suicidio, ojala estuviera
  muerta, ojala estuviera muerto, ojala me muera, ojala me muriera, ojala no despertar, ojala no
  despertara, ojala no despierte, ojala no hubiera nacido, pegarme un tiro, preferiria estar
  muerta, preferiria estar muerto, prefiero estar muerta, prefiero estar muerto, saltar al
  vacio, saltar de un puente, saltar del puente, saltar por la ventana, si desaparezco nadie, si
  me muero nadie, si me muriera, si ya no estuviera, sin ganas de vivir, sobredosis, tirarme a
  las vias, tirarme al metro, tirarme al tren, tirarme de la azotea, tirarme de un puente,
  tirarme del puente, tirarme por el balcon, tirarme por la ventana, tomar todas las pastillas,
  tomarme todas las pastillas, un frasco de pastillas, vivir no tiene sentido, volarme la
  cabeza, volarme los sesos
');
call private.add_crisis_words('es', 'q', '
  acabar con este sufrimiento, acabar con esto para siempre, acabar con mi bida, acabar con mi
  vida, ahogarme en, ahorcarme, colgarme de, dispararme, envenenarme, ideas suicidas, kms en
  serio, kms frr, kms hj, matarm, matarme, matarme ya, me ahorco, me kiero matar, me matare, me
  mato, me quiero matar, me quiero suicidar, me quitaria la vida, me quito la vida, me
  suicidare, me suicido, me voy a ahorcar, me voy a colgar, me voy a matar, me voy a quitar la
  vida, me voy a suicidar, poner fin a mi sufrimiento, poner fin a mi vida, poner fin a todo,
  quitarm la vida, quitarme la bida, quitarme la vida, suicidarm, suicidarme, tendencias
  suicidas, terminar con mi vida, terminar mi vida
');
call private.add_crisis_words('es', 's', '
  sucid*, suicid*, suicida, suicidarse, suicidio, suicidios, suisid*
');
call private.add_crisis_words('es', 'd', '
  desaparecer del mundo, me muero, mi muerte, morir, morirm, morirme, muero, no despertar, no
  estar viva, no estar vivo, no existir, no vivir
');
call private.add_crisis_words('es', 'l', '
  bivir, estar en este mundo, estar viva, estar vivo, existiendo, existir, la vida, seguir viva,
  seguir viviendo, seguir vivo, vida, viva, viviendo, vivir, vivo
');
call private.add_crisis_words('es', 'c', '
  continuar, despertar, despertarme, estar aqui, levantarme, seguir, seguir adelante, seguir
  aqui, seguir asi
');
call private.add_crisis_words('es', 'w', '
  ando queriendo, desearia, deseo, espero, estoy lista para, estoy listo para, ganas de, kiero,
  me gustaria, necesito, ojala, preferiria, prefiero, qiero, queria, quero, querria, quiera,
  quiero, quisiera, solo quiero
');
call private.add_crisis_words('es', 'g', '
  a punto de, boy a, decidi, esta noche me, hoy me, pienso, plan para, planeo, tengo pensado,
  tengo un plan para, vo a, voy a
');
call private.add_crisis_words('es', 't', '
  buscando como, como, formas de, he pensado en, he vuelto a, idea de, ideas, ideas de, imagino,
  impulso de, intentado, intente, intento, maneras de, me dan ganas de, me vienen ganas de,
  pensamientos, pensamientos de, pensando en, pensar en, pense en, pienso en, siento, sueno con,
  tentacion de, tratado de, trate de, vienen ganas de, volvi a, vuelvo a
');
call private.add_crisis_words('es', 'n', '
  jamas, nada, ningun, ninguna, no, nunca, sin, tampoco, ya no
');
call private.add_crisis_words('es', 'j', '
  no aguanto, no puedo, no soporto, no soy capaz de, ya no puedo
');
call private.add_crisis_words('es', 'f', '
  asi, de nuevo, manana, mas, nunca mas, otra vez, otro dia, para siempre, un dia mas
');
call private.add_crisis_words('es', 'r', '
  esperanza, fuerzas, futuro, motivo, motivos, para que, razon, razones, salida, sentido
');
call private.add_crisis_words('es', 'h', '
  arañarme, autolesion*, autolesionarme, autolesiones, castigarme, cortandome, cortarme, cortes
  en los brazos, darme golpes, dañarme, golpearme, hacerme cortes, hacerme dano, haciendome
  dano, herirme, la cuchilla, las cuchillas, lastimandome, lastimarme, me autolesiono, me corte,
  me corto, me golpeo, me hago dano, me he cortado, me he hecho dano, me hice dano, me lastimo,
  me pego, me quemo, quemandome, quemarme, una cuchilla
');
call private.add_crisis_words('es', 'b', '
  si yo no estoy, sin mi
');
call private.add_crisis_words('es', '+', '
  bien, facil, felices, feliz, mejor, mejores, tranquilos
');
call private.add_crisis_words('es', 'e', '
  el mundo, ellos, estaran, estareis, estarian, familia, la gente, mi familia, mis hijos, mis
  padres, todo el mundo, todos, van a estar, vivirian
');
call private.add_crisis_words('es', 'k', '
  acuchillar*, apunalar*, asesinar*, degollar*, disparar, dispararle*, dispararles, envenenar,
  estrangular*, hacer dano a, los mato, matar, matarla, matarle, matarles, matarlo, matarlos,
  mato, pegarle un tiro, rajar*
');
call private.add_crisis_words('es', 'o', '
  a alguien, a esa, a ese, a la gente, a mi bebe, a mi esposa, a mi esposo, a mi ex, a mi
  hermano, a mi hijo, a mi jefe, a mi madre, a mi marido, a mi mujer, a mi novia, a mi novio, a
  mi padrastro, a mi padre, a mi pareja, a mi suegra, a mi vecino, a mis companeros, a mis
  hijos, a todos, alguien, mi ex, mi jefe
');
call private.add_crisis_words('es', 'K', '
  a cagar matando, acuchillarla, acuchillarlo, apunalarla, apunalarlo, dispararle,
  estrangularla, estrangularlo, hacerle dano, hacerles dano, la voy a matar, lo voy a matar
');
call private.add_crisis_words('es', 'a', '
  anorexia, atracon, atracones, bulimia, devolver, laxantes, me purgo, provocarme, provoco,
  purga, purgarme, vomitado, vomitando, vomitar, vomite, vomito
');
call private.add_crisis_words('es', 'm', '
  cada comida, cada vez que como, comer, dedos, despues de cada comida, despues de comer, la
  comida, todo lo que como, tras comer
');
call private.add_crisis_words('es', 'y', '
  a humillar a nadie, a pagar con, a proposito otra vez, acabar con mi marido, acabar con mi
  mujer, acabar con mi padre, acabar con todo, acabo con esto, agua y nada mas, ahogar a mi,
  algo al bebe, ana y mia, ana y yo, atraco a escondidas, atracon y vomito, cada dia es un
  castigo, calorias al dia, cero comida, cobraria el seguro, cometer una locura, comprar una
  pistola, cuando lean esto, cuando leas esto, dano al bebe, dedos en la garganta, dejar de
  comer, deje cartas, deje de comer, deje la carta, deje las cartas, deje una carta, desaparecer
  del mapa, desaparesco, desaparezco, dias sin comer, duerma esta noche y no, duerma y no, el
  puente mirando, en el puente mirando, escribi las cartas, escritas las cartas, escrito las
  cartas, estoy vacia, estoy vacio, hacer una locura, hacerme algo, hasta sangrar, he dejado de
  comer, he recaido, he regalado mis, he vivido suficiente, hielo y agua, kilos antes, la carta
  esta, las cartas estan, las pastillas aqui, las pastillas delante, las voces me dicen, le
  clavo, le pego a mi, le pegue a mi mujer, le veo salida, le voy a clavar, llegar a 38, llegar
  a 40, llevar una pistola, llevo dias sin comer, lo hice otra vez, lo vomito todo, los brazos
  fatal, los dedos en la garganta, los quiero mucho adios, los voy a matar, matando al, me da
  miedo comer, me desmaye pero, me lastime, me lastime las, me mato de hambre, me meto los
  dedos, me odio si como, me provoco el vomito, me quiero ir de aqui, me rindo con la vida, me
  rindo con todo, me sigo cortando, me voy de este mundo, mejor ni existir, meterme los dedos,
  mi ultima noche, mia y yo, miedo a comer, miedo de hacerle dano, miedo de hacerme algo, miedo
  de lo que pueda hacer, motivos para estar, nada de comida, nada tiene sentido, nada va a
  mejorar, no aguanto mas, no como nada, no creo que llegue, no despertara, no despertara nunca,
  no espero nada, no hace falta que me escriba, no hay futuro, no hay manana, no hay salida, no
  he comido en, no he comido nada en, no kiero cumplir, no le veo caso, no le veo salida, no le
  veo sentido, no me baja la regla, no me deja cenar, no me deja comer, no me escriban mas
  manana, no me queda nada, no merezco comer, no para de sangrar, no pienso quedarme, no puedo
  mas con esto, no puedo mas con la vida, no puedo parar de vomitar, no puedo seguir, no puedo
  seguir asi, no queda nada para mi, no quiero cumplir, no quiero seguir, no quiero seguir asi,
  no respondo de mi, no soy mas que una carga, no tengo esperanza, no tengo futuro, no tengo
  salida, no tiene sentido seguir, no va a mejorar, no veo salida, nunca va a mejorar, otra
  marca, otra marca mas, otra vez la cajita, pa q seguir, pa que seguir, para cuando lean, para
  de sangrar, para que seguir, para que vivir, parar de vomitar, pastillas delante, pastillas en
  la mano, pegue a mi hijo, pegue a mi mujer, pegue a mi novia, perdi la esperanza, por no
  comer, provocarme el vomito, q no como, q seguir, que no como, que se acabe todo, que todo se
  acabe, quiero desaparecer, quiero que esto acabe, quiero que pare el dolor, quiero que todo
  acabe, quiero que todo termine, quitarme de en medio, quitarme del medio, rasguñe las piernas,
  recai, regale mis, regale todo, se me cae el pelo, se me calla, se me va a pasar, sentido a
  seguir, sentido seguir, si como me odio, si leen esto, si lees esto, si yo no estuviera, sigo
  cortando, sin comer desde, sin comer nada, sin esperanza, sin futuro, sin hacerme dano, sin
  poder tragar, sin salida, solo quiero desaparecer, solo soy una carga, solo veo grasa, soy una
  carga, soy una carga pa, tengo un arma, tengo una pistola, terminar con todo, termino con
  esto, todas las pastillas, un bote de pastillas, un dia desaparezco, una carga, va a mejorar
  nunca, verme gorda, viendome gorda, vivi bastante, voces que me dicen, volvi a recaer, vomitar
  la cena, vomito todo, voy a matarla, voy a matarlo, y no de viaje, y no despierte, y ya no
  despertara, ya he vivido bastante, ya me canse de fingir, ya nada tiene sentido, ya no
  aguanto, ya no aguanto mas, ya no estare, ya no le veo caso, ya no puedo mas, ya no voy a
  estar, ya tengo con que
');
call private.add_crisis_words('es', 'M', '
  me
');
call private.add_crisis_words('es', 'C', '
  arañe, autolesionar, cortando, cortar, corte, corto, herir, lastimar, lastime, lastimo, pego,
  quemar, queme, quemo, rasguñe
');
call private.add_crisis_words('es', 'i', '
  cansada de, cansado de, cansao de, chato de, harta de, harto de, me canse de, me rindo
');
call private.add_crisis_words('es', 'D', '
  elegi el dia, he decidido, he elegido el dia, lo tengo decidido, lo tengo pensado, tengo
  fecha, tome la decision, ya decidi, ya lo tengo decidido, ya tengo fecha
');
call private.add_crisis_words('es', 'A', '
  he vivido bastante, irme con el, irme con ella, me ire con, no estare, no me quedan ganas, no
  tiene sentido, no voy a estar, nunca mejora, reunirme con, seguro
');
call private.add_crisis_words('es', 'G', '
  cuida de, cuidad a, cuiden, cuiden a, cuiden al, no me busqueis, no me busquen
');
call private.add_crisis_words('es', 'S', '
  gracias por la paciencia, gracias por todo, las quiero, los amo, los quiero, los quiero mucho,
  perdon, perdonadme, perdoname, perdonenme
');
call private.add_crisis_words('es', 'P', '
  desmaye, desmayo, la regla, me desmaye, se me cae
');
call private.add_crisis_words('es', 'W', '
  adelgazar, baje, bascula, calorias, gorda, gordo, grasa, kilo, kilos, peso, tragar
');
call private.add_crisis_words('es', 'B', '
  duele el pecho, el corazon, me odio, sangre, tengo en pie, veces hoy
');
call private.add_crisis_words('es', 'R', '
  cicatrices, los brazos, los cortes, manga larga, mangas largas, mis brazos
');
call private.add_crisis_words('es', 'X', '
  calor, esconder, grados, me vea los brazos, no me vea, no me vean, no me vean los brazos,
  notan, tapar, vea, vean
');
call private.add_crisis_words('es', 'V', '
  con su vida, no sale viva, no sale vivo, se va a arrepentir, se van a arrepentir, se van a
  enterar, van a llorar, van a llorar todos
');
call private.add_crisis_words('es', 'N', '
  del salon, el insti, no vayan, q no vayan, que nadie vaya, que no vayan, su casa
');

-- French.
call private.add_crisis_words('fr', '.', '
  en direct, feuille morte, mort de faim, mort de fatigue, mort de rire, morte de faim, morte de
  fatigue, morte de rire, nature morte, point mort, vie de famille
');
call private.add_crisis_words('fr', 'Z', '
  a la tache, a le repeter, a te le dire, au boulot, au travail, cheveux, d ennui, d envie, d
  impatience, de chaud, de curiosite, de faim, de fatigue, de froid, de honte, de peur, de rire,
  de soif, de vieillesse, dennui, denvie, en cuisinant, epluchant, frange, gencives, la frange,
  la partie de, le temps, ongles, prevention du suicide, prise de sang, quand il verra, s est
  suicide, sest suicide, si je rate, suicide squad
');
call private.add_crisis_words('fr', 'z', '
  abdos, archives, au four, batterie, blague, bornes, bouchons, boulot, burpees, canape, cardio,
  ce dossier, ces biscuits, chanson, cheville, chocolat, cinema, coach, cote, courbatures,
  courir, course, cuisine, cuisses, devoirs, documentaire, dos, dossier, durkheim, en corse,
  entrainement, examen, exams, film, footing, formation, fractionne, fumer, genou, haha*, hihi,
  huitres, jambes, jeu video, karaoke, km, le four, lol, marathon, mdr, mollets, muscu,
  natation, oignon, oignons, pave, pizza, plage, pluie, podcast, pompes, ptdr, quinze jours,
  rasant, regime, reunion, reveils, rigole, roman, salle, seance, sous la pluie, sport, squats,
  sucre, tabac, telephone, velo, yoga
');
call private.add_crisis_words('fr', 'x', '
  adieu a tous, adieu pour toujours, arreter de vivre, aucune raison de continuer, aucune raison
  de vivre, aurais du mourir, avale tous les cachets, avale tous les medicaments, avale tous mes
  medicaments, avale une boite, avaler des cachets, avaler tous les cachets, avaler tous mes
  medicaments, boite de cachets, boite de medicaments, boite de somniferes, c est mon dernier
  soir, cesser d exister, cesser dexister, devrais etre mort, devrais etre morte, devrais
  mourir, dis a ma mere que je l aime, disparaitre a jamais, disparaitre pour toujours, dites a
  ma mere, dites a mes enfants, dormir a jamais, dormir pour toujours, ecrit ma lettre, envie d
  en finir, envie de crever, envie de mourir, envie den finir, fatigue de vivre, fatiguee de
  vivre, foncer dans un arbre, j aimerais etre mort, j aimerais etre morte, jaimerais etre mort,
  jaimerais etre morte, jamais ne, je manquerais a personne, je ne manquerai a personne, je ne
  manquerais a personne, la vie n a plus de sens, la vie na plus de sens, la vie ne vaut pas, la
  vie vaut pas, lasse de vivre, lettre d adieu, lettre dadieu, lettres d adieu, lettres dadieu,
  m endormir et ne plus, m endormir pour toujours, m ouvrir les veines, ma vie n a aucun sens,
  ma vie n a plus de sens, ma vie na aucun sens, ma vie na plus de sens, marre de la vie, marre
  de vivre, me coller une balle, me couper les veines, me faire sauter la cervelle, me foutre
  une balle, me jeter d un pont, me jeter dans le vide, me jeter du pont, me jeter dun pont, me
  jeter par la fenetre, me jeter sous, me mettre une balle, me reveiller jamais, me tailler les
  veines, me tirer une balle, me trancher les veines, mendormir et ne plus, mendormir pour
  toujours, merite de mourir, merite pas de vivre, mieux mort, mieux morte, mouvrir les veines,
  n avoir jamais existe, navoir jamais existe, ne jamais etre ne, ne jamais etre nee, ne jamais
  me reveiller, ne pas me reveiller, ne plus etre la, ne plus exister, ne plus jamais me
  reveiller, ne plus me reveiller, overdose, partir de ce monde, pas de raison de vivre, pas
  envie de vivre, pas me reveiller, personne ne me regrettera, personne ne me regretterait,
  planter ma voiture, plus aucune raison de vivre, plus de raison de vivre, plus de sens a ma
  vie, plus envie de vivre, plus exister, plus gout a la vie, plus l envie de vivre, plus le
  gout de vivre, plus lenvie de vivre, prefere etre mort, prefere etre morte, prefererais etre
  mort, prefererais etre morte, prendre tous mes medicaments, pris tous les cachets, pris tous
  mes medicaments, pris toute la boite, quand je ne serai plus la, quand je serai mort, quand je
  serai morte, quand je serai plus la, quitter ce monde, sauter d un pont, sauter dans le vide,
  sauter du pont, sauter du toit, sauter dun pont, sauter par la fenetre, si j etais plus la, si
  je disparaissais, si je mourais, si je n etais plus la, si je netais plus la, si jetais plus
  la, surdose, toute la boite, vaut pas la peine d etre vecue, vaut pas la peine de vivre,
  voudrais etre mort, voudrais etre morte
');
call private.add_crisis_words('fr', 'q', '
  a en finir, denvie den finir, en finir avec la vie, en finir avec tout, finir avec la vie,
  idees suicidaires, je me tue, jme tue, jveux en finir, kms en serio, kms frr, kms hj, m
  empoisonner, m enlever la vie, m oter la vie, m tuer, me buter, me donner la mort, me faire du
  mal pour mourir, me flinguer, me foutre en l air, me foutre en lair, me noyer, me pendre, me
  pends, me suicide, me suicider, me suiciderai, me suicidé, me supprimer, me tuer, me tuerai,
  men finir, menlever la vie, mettre fin a ma vie, mettre fin a mes jours, mettre fin a tout,
  mettre un terme a ma vie, moter la vie, mtuer, nen finir, pensees suicidaires, qu a en finir,
  qua en finir, veux d en finir, veux en finir avec la vie, veux en finir avec tout
');
call private.add_crisis_words('fr', 's', '
  sucid*, suicid*, suicidaire, suicidaires, suicide, suisid*
');
call private.add_crisis_words('fr', 'd', '
  crever, ma mort, mourir, mourrir, plus vivre
');
call private.add_crisis_words('fr', 'l', '
  continuer a vivre, etre en vie, etre vivant, etre vivante, exister, la vie, ma vie, rester en
  vie, vivre
');
call private.add_crisis_words('fr', 'c', '
  avancer, continuer, etre ici, etre la, me battre, me lever, me reveiller, rester la
');
call private.add_crisis_words('fr', 'w', '
  ai hate de, aimerais, besoin de, envie, envie d, envie de, espere, hate de, j espere, jai
  envie de, jaimerais, jve, jveu, jveut, jveux, jvoudrais, prefere, prefererais, pret a, prete
  a, souhaite, souhaiterais, veu, veut, veux, voudrais, voulais
');
call private.add_crisis_words('fr', 'g', '
  ai decide de, ce soir, ce soir je, compte, decide, decide de, jai decide de, je vais, jvai,
  jvais, pense a, prevois de, prevu de, sur le point de, vai, vais, vé
');
call private.add_crisis_words('fr', 't', '
  ai envie de, comment, d envie de, envi de, envies, essaie de, essaye de, essayer de, facon de,
  failli, g envie de, idee de, idees, imagine, j ai recommence a, jai envi de, l idee de, lidee
  de, me sens, moyen de, moyens de, pensees, penser a, pulsion, pulsions, recommence a,
  recommencé, reve de, songe a, tentative, tentative de, tente de, trop envie
');
call private.add_crisis_words('fr', 'n', '
  aucun, aucune, jamais, n, ne, non, pas, personne, plus, rien, sans
');
call private.add_crisis_words('fr', 'j', '
  arrive plus a, n arrive plus a, narrive plus a, peu plus, peut plus, peux pas, peux plus,
  supporte plus, supporte plus de
');
call private.add_crisis_words('fr', 'f', '
  a jamais, ainsi, comme ca, demain, encore, plus jamais, pour de bon, pour toujours, un jour de
  plus
');
call private.add_crisis_words('fr', 'r', '
  avenir, but, espoir, force, interet, issue, raison, raisons, sens
');
call private.add_crisis_words('fr', 'h', '
  automutil*, lame de rasoir, lames de rasoir, m arracher, m automutiler, m entailler,
  mautomutiler, me blesse expres, me blesser, me brule, me bruler, me coupe, me couper, me faire
  du mal, me fais du mal, me frappe, me frapper, me griffer, me mutile, me mutiler, me punir, me
  scarifie, me scarifier, me suis coupe, me suis coupee, me suis fait du mal, me taillade, me
  taillader, me taper la tete, mentailler, mutil*, scarifi*, scarification*
');
call private.add_crisis_words('fr', 'b', '
  sans moi, si je pars, si je suis plus la
');
call private.add_crisis_words('fr', '+', '
  facile, heureux, meilleur, mieux, soulagee, soulages, tranquille, tranquilles
');
call private.add_crisis_words('fr', 'e', '
  elles, ils, le monde, les gens, ma famille, ma femme, mes enfants, mes parents, mes proches,
  mon mari, seraient, tous, tout le monde, vous seriez
');
call private.add_crisis_words('fr', 'k', '
  abattre, assassiner, bruler, buter, cogner, egorger, empoisonner, etrangler, faire du mal,
  faire du mal a, flinguer, fracasser, frapper, planter, poignarder, tirer sur, tuer
');
call private.add_crisis_words('fr', 'o', '
  ce type, cet homme, des gens, les autres, ma copine, ma fille, ma mere, ma soeur, mes
  collegues, mon beau pere, mon bebe, mon chef, mon collegue, mon copain, mon ex, mon fils, mon
  frere, mon patron, mon pere, mon prof, mon voisin, quelqu un, quelquun
');
call private.add_crisis_words('fr', 'K', '
  l etrangler, la buter, la flinguer, la poignarder, le buter, le flinguer, le planter, le
  poignarder, les abattre, les buter, les flinguer, les poignarder, les tuer, letrangler, leur
  faire du mal, lui faire du mal, tous les tuer
');
call private.add_crisis_words('fr', 'a', '
  anorexie, anorexique, boulimie, boulimique, crise de boulimie, gerber, laxatif, laxatifs, me
  purge, purger, vomi, vomir, vomis, vomit
');
call private.add_crisis_words('fr', 'm', '
  apres avoir mange, apres chaque repas, apres les repas, apres manger, chaque fois que je
  mange, chaque repas, manger, me faire, me fais, mes repas, tout ce que je mange
');
call private.add_crisis_words('fr', 'y', '
  0 calorie, 0 calories, a quoi bon, a quoi bon continuer, a quoi bon vivre, a quoi ca sert de
  vivre, abandonne la vie, achete une arme, ana c, ana est, arrete de manger, arreter de manger,
  arrive plus a continuer, assez vecu, au sang, aucun avenir, aucun espoir, aucun lendemain,
  aucune issue, bien fait pour moi, bras en sang, cachets devant, cachets sont devant, calories
  par jour, cherchez pas a me, cheveux tombent, choisi ma date, chui sur le pont, crise vomi,
  dans les pommes, de s en aller, de vivre mais, debout sur le pont, demain ca sera, derniere
  soiree, dites aux enfants, doigts au fond de la gorge, doigts dans la gorge, donne mes
  affaires, donne toutes mes, du mal au bebe, ecrit les lettres, ecrit une lettre, encore fait
  vomir, envie de disparaitre, envie de vivre, etouffe ma, etouffe ma mere, etouffer ma, etre
  plus la, faire la peau, faire une betise, faire une connerie, fait une ts, fait vomir, fasse
  du mal, fera la peau, fini de faire semblant, fini pour moe, fini pour moi, frappe ma femme,
  frappe mes enfants, gout de vivre, idees noires, ira jamais mieux, j abandonne tout, j ai
  decide que non, j ai une arme, j arrete ca, j attends plus rien, j en peux plus, j en peux
  plus de la vie, j etouffe ma, jai une arme, jamais me reveiller, jamais mieux, jarrete ca,
  jattends plus rien, je l ai secoue, je la bute, je le bute, je le tue, je mange pas, je n en
  peux plus, je ne serai plus la, je nen peux plus, je plante, je serai plus la, je suis un
  fardeau, je vomis tout, jen peux plus, jenpeux plus, jla bute, jle bute, jmange toujours pas,
  jme fasse du mal, jours que j ai rien, jours que jai rien, jours que je mange, jours que je ne
  mange, jours sans manger, jserai plus la, jusqu au sang, jusquau sang, juste vide, jvais le
  planter, jveux disparaitre, jveux pas en avoir, kg avant, l abandonne, l gout de vivre, la
  lettre est, la vie avec, laisse la lettre, laisse une lettre, les bras en sang, les lettres
  sont, lgout de vivre, m affame, m affamer, m en voulez pas, m endormir et ne jamais, ma
  derniere nuit, ma derniere soiree, ma ts, maffame, maffamer, mal au bebe, mange plus, mange
  plus rien, mange rien, mange toujours pas, matin est une punition, me cherchez pas, me faire
  mal, me faire saigner, me faire vomir, me fais vomir, me passer dessus, me trouve encore,
  medicaments devant, men voulez pas, mendormir et ne jamais, merite pas de manger, mieux sans
  moi, mon tca, mon tca est, ne compte pas trainer, pas d avenir, pas d issue, pas davenir, pas
  dissue, pas en avoir 16, pas la force de continuer, pas la peine de m ecrire, pas la peine de
  me relancer, pas la peine de mecrire, pas mange depuis, passer a l acte, passer a lacte,
  passer dessus, passerai pas noel, payer de sa vie, pense qu a en finir, pense qua en finir,
  peur de ce que je pourrais, peur de faire du mal, peur de lui faire, peur de manger, peur de
  me faire, peur de moi, peux pas continuer, peux plus continuer, peux plus continuer comme ca,
  plus aucun espoir, plus capable de vivre, plus d avenir, plus d espoir, plus d issue, plus d
  issue sauf, plus davenir, plus de ce monde, plus de raison de rester, plus despoir, plus
  dissue, plus etre la, plus la force, plus mange depuis, plus rien ici pour moi, plus rien n a
  de sens, plus rien na de sens, poids mort pour, pourquoi continuer, pus capable, qu un
  fardeau, quand tu liras, quand vous lirez, que a en finir, que ca s arrete, que ca sarrete,
  que la douleur s arrete, que la douleur sarrete, que tout s arrete, que tout sarrete, quun
  fardeau, raison de rester, recoupee, regles ont disparu, rentrerai pas a la maison, rien
  avale, rien ici pour moi, rien mange, rien mange depuis, rien manger, rien manger depuis, rien
  n a de sens, rien na de sens, rigolera plus, saigne beaucoup, sans scarif, scarif, scarif
  encore, sera sans moi, serai plus de ce monde, si tu lis ca, si vous lisez ca, suis fait
  vomir, tanne de vivre, tete contre le mur, toucheraient l assurance, tout arreter pour de bon,
  tout donne, trop fort cette fois, un fardeau pour, un poids pour ma, un poids pour mes, un
  poids pour tout le monde, une arme chargee, une fois parti, une fois partie, une ts, va le
  payer, vais le tuer, vecu assez, verrai pas, veux disparaitre, veux encore descendre, vois
  encore enorm*, vois encore enorme, vois plus d issue, voix me disent, voix qui me disent,
  vomis tout, voudrais disparaitre, zero calorie, zero repas
');
call private.add_crisis_words('fr', 'M', '
  jme, m, me
');
call private.add_crisis_words('fr', 'C', '
  blesse, brule, coupe, coupee, couper, frappe, griffe, griffee, mutile, mutiler, scarifie,
  scarifier, taillade
');
call private.add_crisis_words('fr', 'i', '
  epuise de, fatigue de, fatiguee de, las de, lasse de, marre de, tanne de
');
call private.add_crisis_words('fr', 'D', '
  ai decide, choisi la date, choisi le jour, decision est prise, j ai decide, jai decide, pris
  ma decision
');
call private.add_crisis_words('fr', 'A', '
  assurance, je rejoins, la rejoindre, le rejoindre, ne serai plus, rejoindre, s en aller, serai
  plus la
');
call private.add_crisis_words('fr', 'G', '
  je m en vais, jmen vais, occupe toi de, occupez vous, occupez vous bien, occupez vous de,
  occupez vous du, prenez soin de
');
call private.add_crisis_words('fr', 'S', '
  adieu, bisous a tous, je vous aime, jvous aime, merci pour tout, pardon, pardonne moi,
  pardonnez moi, que je les aime
');
call private.add_crisis_words('fr', 'P', '
  evanoui, evanouie, hospitalisation, pommes, tombe dans les pommes, tombee dans les pommes, vue
  qui se brouille
');
call private.add_crisis_words('fr', 'W', '
  avale, balance, calorie, calories, enorme, grosse, je mange, kg, kilo, kilos, maigrir, mange,
  poids
');
call private.add_crisis_words('fr', 'B', '
  coeur, du sang, fois aujourd hui, jtiens plus debout, mon coeur, sang, tiens plus debout,
  toute la nuit, trois fois aujourd hui
');
call private.add_crisis_words('fr', 'R', '
  les bras, manche longue, manches longues, mes bras
');
call private.add_crisis_words('fr', 'X', '
  aout, cacher, canicule, craque, en sang, juillet, recommence, voient, voit
');
call private.add_crisis_words('fr', 'V', '
  ca va saigner, ils vont tous, mal finir pour, tous y passer, va saigner
');
call private.add_crisis_words('fr', 'N', '
  au lycee, chez eux, la classe, venez pas, viens pas
');

-- German.
call private.add_crisis_words('de', '.', '
  am leben bleiben im spiel, lach mich tot, lebenslauf, lebensmittel, tod mude, todmude,
  todsicher, tot lachen, tote hose, toter punkt, totlachen
');
call private.add_crisis_words('de', 'Z', '
  an altersschwache, beim kartoffelschalen, beim kochen, beim schneiden, fingernagel, haare, im
  spiel, kartoffelschalen, pony, schluss fur heute, selbstmordkommando, squad, suicide squad,
  suizidpravention, vor durst, vor hitze, vor hunger, vor kalte, vor lachen, vor langeweile, vor
  neugier, vor scham, zur suizidpravention, zwiebelschneiden
');
call private.add_crisis_words('de', 'z', '
  akku, arbeit, backblech, beim rasieren, beine, berg, burpees, cardio, chef, coach, diat, doku,
  drucker, fahrweise, film, fitness, gym, haha*, handy, hausaufgaben, hecke, hihi, joggen,
  karaoke, kilometer, kirchenbuch, klausur, km, knie, kniebeugen, knochel, kuche, kuchenbacken,
  lauf, laufen, level, lied, liegestutze, lol, marathon, mathe, meeting, muscheln, muskelkater,
  nur spass, ostsee, pizza, podcast, prufung, rad, rauchen, regen, roman, rucken, scherz,
  schokolade, schwimmen, spatzle, sport, stau, teller, trainer, trainieren, training, uhr
  aufstehen, urgrossonkel, waden, war spass, witz, workout, yoga, zucker, zwei wochen, zwiebel,
  zwiebeln
');
call private.add_crisis_words('de', 'x', '
  abschiedsbrief, abschiedsbrief*, abschiedsbriefe, alle pillen, auf die gleise legen, aufhoren
  zu existieren, aufhoren zu leben, aus dem fenster springen, aus dem leben gehen, aus dem leben
  scheiden, aus dieser welt, besser tot, das leben lohnt, das leben satt, diese welt verlassen,
  einfach nicht aufwachen, einschlafen und nicht, einschlafen und nie, fur immer einschlafen,
  fur immer schlafen, fur immer verschwinden, fur immer weg, ganze packung tabletten, gegen
  einen baum fahren, grund zum leben, hor auf zu existieren, ich ware gern tot, kein bock mehr
  auf leben, kein grund zu leben, keine lust mehr am leben, keine lust mehr auf leben, keine
  lust mehr zu leben, keinen bock mehr auf leben, keinen bock mehr zu leben, keinen grund mehr
  zu leben, keinen grund zu leben, keinen lebensmut, keinen lebenswillen, keiner wird mich
  vermissen, keiner wurde mich vermissen, kugel durch den kopf, kugel geben, kugel in den kopf,
  leben hat keinen sinn, leben ist sinnlos, leben keinen sinn, leben nicht mehr lebenswert,
  leben satt, lebensmut, lebt wohl, lieber tot, lohnt sich nicht mehr zu leben, lohnt sich nicht
  zu leben, macht es gut fur immer, mein leben hat keinen sinn, meine letzte nacht, mude vom
  leben, nicht langer leben, nicht lebenswert, nicht mehr aufwache, nicht mehr aufwachen, nicht
  mehr existieren, nicht mehr leben, nicht verdient zu leben, nichts wofur es sich lohnt, nichts
  wofur ich lebe, nie auf der welt, nie geboren, nie geboren worden, nie mehr aufwache, nie mehr
  aufwachen, nie wieder aufwache, nie wieder aufwachen, niemand wird mich vermissen, niemand
  wurde mich vermissen, nimmer leben, packung tabletten, pulsader, pulsadern, sag meiner mama,
  sag meiner mutter, sagt meinen kindern, schlaftabletten, sollte nicht leben, sollte sterben,
  sollte tot sein, sterbewunsch, tabletten gesammelt, tabletten geschluckt, todesgedanken,
  todessehnsucht, todeswunsch, tot sein, tot ware, uberdosis, verdiene es nicht zu leben,
  verdiene zu sterben, vom balkon springen, vom dach springen, von der brucke springen, von
  dieser welt, von einer brucke, von ner brucke, vor den zug, vor die bahn werfen, vor die u
  bahn, vor einen zug, vorn zug, ware besser tot, ware ich doch tot, ware ich nur tot, ware ich
  tot, ware lieber tot, wenn es mich nicht, wenn ich nicht mehr bin, wenn ich nicht mehr da bin,
  wenn ich nicht mehr da ware, wenn ich sterbe, wenn ich sterben wurde, wenn ich tot bin, wenn
  ich weg ware, wenns mich nicht, wurde mich eh keiner vermissen, wurde mich keiner vermissen,
  wurde mich niemand vermissen
');
call private.add_crisis_words('de', 'q', '
  allem ein ende, alles beenden, beende ich mein leben, beende mein leben, bring ich mich um,
  bring mich heut noch um, bring mich heut um, bring mich heute noch um, bring mich heute um,
  bring mich um, bringe ich mich um, bringe mich um, das leben nehmen, dem leben ein ende,
  erhange mich, erschiesse mich, hang mich auf, mein leben beenden, mein leben zu beenden,
  meinem leben ein ende, mich aufhangen, mich erhangen, mich erschiessen, mich ertranken, mich
  selber umbringen, mich selbst toten, mich selbst umbringen, mich toten, mich um bringen, mich
  umbring, mich umbringe, mich umbringen, mich umzubringen, mich vergiften, mich wegmachen, mich
  zu toten, mir das leben nehmen, mir das leben zu nehmen, mir etwas antun, mir etwas anzutun,
  mir was antun, mir was anzutun, mit allem schluss, mit dem leben abgeschlossen, mit dem leben
  abschliessen, nehm mir das leben, nehme mir das leben, schluss machen mit allem, selbstmord
  begehen, selbstmord machen, selbstmordgedanken, suizid begehen, suizidal, suizidgedanken
');
call private.add_crisis_words('de', 's', '
  freitod, selbsmord, selbstmord, selbstmord*, suicid*, suizid, suizid*
');
call private.add_crisis_words('de', 'd', '
  draufgehen, krepieren, sterbe, sterben, stirb, stürbe, tot, verrecken
');
call private.add_crisis_words('de', 'l', '
  am leben, am leben sein, auf der welt sein, auf dieser welt sein, dasein, existieren, labe,
  leben, leben müssen, vom leben, weiter leben, weiterleben, weiterzuleben, zu leben
');
call private.add_crisis_words('de', 'c', '
  aufstehen, aufwachen, da sein, hier sein, kampfen, weiter, weiter machen, weiterkampfen,
  weitermachen, weiterzumachen
');
call private.add_crisis_words('de', 'w', '
  am liebsten, bereit zu, hab lust, habe lust, hoffe, hoffentlich, konnt, lieber, mag, mocht,
  mochte, sehne mich, wil, will, willl, wollte, wunsch, wunsche, wunscht, wunschte, wurde gern,
  wurde gerne
');
call private.add_crisis_words('de', 'g', '
  beschlossen, entschieden, geplant, hab vor, habe vor, heute abend, heute nacht, kurz davor,
  plan, plane, vorhabe, werd, werde, wird
');
call private.add_crisis_words('de', 't', '
  angefangen, daran gedacht, daruber nach, denk, denk an, denk dran, denke, denke an, denke
  daran, denke dran, drang, druck, gedanke, gedanken, muss, nachgedacht, stell mir vor, stelle
  mir vor, traume davon, uberleg, uberlege, uberlegt, versuch, versuche, versucht, wie ich, wie
  man, wieder, wieder angefangen
');
call private.add_crisis_words('de', 'n', '
  kein, keine, keinem, keinen, net, nich, nicht, nichts, nie, niemals, nimmer, nix, ohne
');
call private.add_crisis_words('de', 'j', '
  ertrag es nicht, ertrage es nicht, halt es nicht, halte es nicht, halts nicht, kann nich, kann
  nicht, kann so nicht, pack es nicht, schaff es nicht, schaffe es nicht
');
call private.add_crisis_words('de', 'f', '
  aus, fur immer, langer, mehr, morgen, nie mehr, nie wieder, noch einen tag, nochmal
');
call private.add_crisis_words('de', 'r', '
  ausweg, grund, hoffnung, kraft, perspektive, sinn, zukunft, zweck
');
call private.add_crisis_words('de', 'h', '
  arm aufgeschnitten, arme aufgeschnitten, geritzt, mich bestrafen, mich blutig, mich
  geschnitten, mich kratzen, mich ritzen, mich schneiden, mich selbst schlagen, mich selbst
  verletzen, mich selbst verletzt, mich verbrennen, mich verletzen, mich zu schneiden, mich zu
  verletzen, mir selber weh, mir selbst weh, mir weh tun, mir wehtun, mir wehzutun,
  rasierklinge, rasierklingen, ritz mich, ritze, ritze mich, ritzen, schlage mich, schneid mich,
  schneide mich, selbst verletzen, selbstverletz*, selbstverletzung, svv, tu mir weh, tue mir
  weh, verletz mich, verletze mich
');
call private.add_crisis_words('de', 'b', '
  ohne mich, wenn ich gehe
');
call private.add_crisis_words('de', '+', '
  besser, besser dran, einfacher, froh, glucklicher, gut, leichter
');
call private.add_crisis_words('de', 'e', '
  alle, allen, der welt, die welt, euch, ihnen, ihr, jeder, leute, mein mann, meine eltern,
  meine familie, meine frau, meine kinder, meinen kindern, meiner familie, sie
');
call private.add_crisis_words('de', 'k', '
  abknallen, abschlachten, abstechen, amok, amoklauf, anzunden, bring ihn um, bring sie um,
  bringe ihn um, bringe sie um, ermorden, erschiessen, erstechen, erwurgen, etwas antun, kalt
  machen, kaltmachen, schlagen, tote, toten, totschlagen, uber den haufen, umbring, umbringe,
  umlegen, vergiften, verletzen, verprugeln, was antun, weh tun, wehtun, zusammenschlagen
');
call private.add_crisis_words('de', 'o', '
  andere, anderen, das schwein, den kerl, den nachbarn, den typen, der schule, die nachbarn, die
  schule, ihm, ihn, jemandem, jemanden, mein baby, meine ex, meine freundin, meine kollegen,
  meine mutter, meine tochter, meinem baby, meinem kind, meinen bruder, meinen chef, meinen ex,
  meinen freund, meinen lehrer, meinen mann, meinen nachbarn, meinen sohn, meinen stiefvater,
  meinen vater, menschen, sie alle
');
call private.add_crisis_words('de', 'a', '
  abfuhrmittel, ausgekotzt, auskotzen, bulimie, bulimisch, erbreche, erbrechen, erbrochen,
  fressanfall, fressanfalle, gekotzt, hungere, hungern, kotze, kotzen, magersucht, magersuchtig,
  ubergebe, ubergeben
');
call private.add_crisis_words('de', 'm', '
  absichtlich, alles was ich esse, bis ich verschwinde, finger in den hals, jede mahlzeit, jeden
  bissen, jedes mal wenn ich esse, mich zu tode, nach dem essen, nach jedem essen, nach jeder
  mahlzeit
');
call private.add_crisis_words('de', 'y', '
  0 kalorien, abend is schluss, abschied geschrieben, alle tabletten, allen zur last, alles hat
  keinen sinn, alles keinen sinn mehr, alles sinnlos, alles verschenkt, ana ist die, ana lasst,
  angst dass ich ihm, angst dass ich mir, angst vor dem essen, angst vor mir, angst vor mir
  selber, angst vor mir selbst, angst was ich tue, angst zu essen, arme sehen schlimm, arme
  zerkratzt, auf zu bluten, aufgehort zu essen, aufhoren abzunehmen, aufm schulklo, ausweglos,
  auto erwischt, beine zerkratzt, bin eine last, bin ich nicht mehr da, bis blut kam, bis es
  blutet, bis sonntag kein essen, blutig gekratzt, brauchst du mir nicht mehr, brief
  geschrieben, briefe geschrieben, bring mich noch, dafur bluten, dafur wird er bluten, dann
  nicht mehr da, das hungern, dass alles aufhort, dass alles vorbei ist, dass der schmerz
  aufhort, dass es aufhort, dass es vorbei ist, dass ich sie lieb, den finger in den hals, der
  brief liegt, der brucke und weiss, derschlag i, die briefe, die briefe liegen, die
  versicherung zahlt, echt nich, ein morgen gibt, eine dummheit, eine last, eine last fur, eine
  pistole, einfach verschwinden, einfach weg sein, erschlag ihn, erschlage ihn, ertrag das nicht
  mehr, ertrage das alles nicht, ertrage es nicht mehr, es mich bald, es mich nicht mehr gibt,
  ess nichts mehr, esse gar nichts, esse nichts mehr, esse nix mehr, fahr heute nicht mehr heim,
  finger in den, finger in hals, frau geschlagen, frau wieder geschlagen, fressen kotzen, fur
  immer halt, gar nich 15, gar nichts gegessen, geb auf alles, gebe auf alles, gebe auf mit
  allem, gegen die wand geschlagen, genug gelebt, geschieht mir recht, gibts mich nicht mehr,
  grund zu bleiben, haare aus, hab eine waffe, hab es geschuttelt, hab mich geschnitten, hab ne
  waffe, habe aufgegeben, habe eine waffe, halt es nicht mehr aus, halt mich hier nichts, halte
  es nicht mehr aus, halts nicht mehr aus, hass ich mich, hast was unterm bett, hat alles keinen
  sinn, heute ist schluss, heute nacht schluss, hort nicht auf zu bluten, hunger mich, hungere
  mich, hungern nicht mehr, i kann nimma, ich bring ihn, ich ihn kalt, ich kann nicht mehr
  leben, ich kann nimmer, ich mag nicht mehr, ich stech den, ich stech die, ich verbrenne mich,
  ich will nicht mehr, ihm wehtun, ihr wehtun, in den hals, ist alles sinnlos, ist tot wenn ich,
  jeder morgen eine strafe, kalorien am tag, kann einfach nicht mehr, kann nich mehr echt, kann
  nicht mehr ich, kann nicht mehr weiter, kann so nicht weiter, kann und will nicht mehr, kein
  ausweg, kein grund zu bleiben, kein morgen, keine hoffnung, keine zukunft, keine zukunft mehr,
  keinen ausweg, keinen ausweg mehr, kind geschlagen, kopf gegen die, kopf gegen die wand, kopf
  so lange gegen, kotz es, kotz es wieder, kotzen fressen, lacht mein chef, lacht nicht mehr,
  lange genug gelebt, last fur, luscht meh, luscht meh z labe, mach heut schluss, mach ich ihn
  kalt, mach ihn kalt, meine arme sieht, meine frau geschlagen, meine frau umzubringen, meine
  tage sind weg, meinen bruder ersticke, meinen mann umzubringen, mich absichtlich, mich aufm,
  mich bald nicht mehr, mich hier nichts, mich hungern, mich wieder geritzt, mir wieder was an,
  mit dem leben schluss, mog nimma, monate sauber, ne last, nicht 15 werden, nicht alter werden,
  nicht mehr besser, nicht mehr da bin, nicht mehr da sein, nicht mehr da war, nicht mehr da
  ware, nicht mehr zu schreiben, nicht verdient zu essen, nichts gegessen, nichts mehr essen,
  nichts mehr gegessen, nie wieder essen, nie wieder gut, nimma leben, nix gegessen, nix mehr
  gegessen, noch a qual, noch weiter runter, noch zu fett, null kalorien, nur eine last, nur
  leer, nur noch leer, nur noch qual, nur zur last, ohne mich war die, ohne mich ware, pack des
  ois nimma, sachen sind verschenkt, sachen verschenkt, sagt den kindern, schluss mit allem,
  schluss zu machen mit dem, schneidedruck, schnittdruck, schulklo geschnitten, seh keinen
  ausweg, sehe keinen ausweg, sehe nur fett, seit tagen nichts gegessen, so nicht weiterleben,
  stech ich sie ab, stech ihn ab, stech sie ab, steche ihn, steh auf der brucke, steht mein
  entschluss, stimmen befehlen, stimmen sagen, such mich nicht, sucht mich nicht, svv druck,
  tabletten liegen, tabletten vor mir, tage nichts gegessen, tage nix gegessen, tage sauber,
  tagen nichts gegessen, tagen nix gegessen, tiefer als ich, tu ich mir was an, tu ich mir
  wieder was, uberlebt das nicht, umgekippt aber, unalive, unalive mich, verbrenne ich mich,
  verbrenne mich, verdiene es nicht zu essen, verdiene kein essen, verletze ich mich, viel zu
  fett, vor mir liegen die tabletten, warum ich weitermachen, was unterm bett, wegen dem
  gewicht, weitermachen soll, wenn du das liest, wenn ich ess, wenn ich esse, wenn ihr das lest,
  will einfach nicht mehr, will gar nich, will verschwinden, will weg sein, wird eh nie besser,
  wird er bluten, wird nie besser, wo ich hin gehe, wozu das alles, wozu leben, wozu noch, wozu
  noch leben, wozu ziele, ziele brauch ich keine, zu fett, zum kotzen bringen
');
call private.add_crisis_words('de', 'i', '
  hab genug vom, lebensmude, mude vom, mude von, so mude vom, uberdrussig
');
call private.add_crisis_words('de', 'D', '
  der tag steht fest, entschluss, hab mich entschieden, habe mich entschieden, mich entschieden,
  tag steht fest, warte nicht mehr lange
');
call private.add_crisis_words('de', 'A', '
  genug gesehen, keinen sinn, keinen sinn mehr, lebensversicherung, nicht mehr da, versicherung,
  zu ihm, zu ihr, zu meinem mann, zu meiner frau, zu meiner hilde
');
call private.add_crisis_words('de', 'G', '
  kummer dich um, kummert euch, kummert euch um, pass auf meine, passt auf, sucht mich
');
call private.add_crisis_words('de', 'S', '
  danke fur alles, hab euch lieb, ich liebe euch, sorry an alle, sry an alle, tschuss leute, tut
  mir leid, verzeih mir, verzeiht mir
');
call private.add_crisis_words('de', 'P', '
  kaum stehen, ohnmachtig, schwarz, umgekippt, zusammengeklappt
');
call private.add_crisis_words('de', 'W', '
  abnehmen, abzunehmen, dick, ess, esse, fett, gewicht, kalorien, kg, kilo, mensa, waage
');
call private.add_crisis_words('de', 'B', '
  blut, die ganze nacht, herz, heute zum dritten mal, kaum noch stehen, mein herz
');
call private.add_crisis_words('de', 'R', '
  die arme, langarmlig, lange armel, meine arme
');
call private.add_crisis_words('de', 'X', '
  grad, hitze, merkt, ruckfall, schlimm, sehen, sieht, verstecken, wieder gemacht
');
call private.add_crisis_words('de', 'V', '
  alle dran, passiert was, sind sie alle dran
');
call private.add_crisis_words('de', 'N', '
  bleib daheim, bleib lieber daheim, bleib zuhause, bleibt zuhause, in der schule
');

-- Portuguese.
call private.add_crisis_words('pt', '.', '
  ao vivo, morta de cansaco, morta de fome, morta de sono, morto de cansaco, morto de fome,
  morto de rir, morto de sono, peso morto, ponto morto
');
call private.add_crisis_words('pt', 'Z', '
  a fome, a franja, a mao no forno, a saudade, a sede, cabelo bem, da corrida, de amor, de
  calor, de cansaco, de curiosidade, de fome, de frio, de inveja, de medo, de preguica, de rir,
  de saudade, de saudades, de sono, de tanto rir, de tedio, de vergonha, descascar, dois
  coelhos, esquadrao, esquadrao suicida, franja, matar me depois, no forno, o cabelo bem, o
  tempo, picando, prevencao ao suicidio, prevencao do suicidio, saudades, se eu atrasar,
  setembro amarelo, suicidou, suicidou se, unhas, vai me matar quando
');
call private.add_crisis_words('pt', 'z', '
  a aula, abdominais, academia, acordar as, acucar, agachamento*, ameijoas, aula, barba,
  batatas, bateria, bicicleta, bike, brincadeira, brincando, burpees, cardio, cebola, celular,
  chocolate, chuva, cigarro, comer kkk, correndo, correr, corrida, costas, cozinha, cozinhando,
  curso de, dieta, documentario, duas semanas, estudando, estudar, exame, exames, feijoada,
  filme, flexoes, fumar, ginasio, haha*, joelho, jogo, karaoke, kk, kkk*, km, ladeira, licao,
  livro, lol, louca toda, maratona, musica, nadar, natacao, palestra, panturrilha, partida,
  pernas, pizza, podcast, praia, prova, provas, quilometros, relatorio, reuniao, rsrs*, serie,
  spinning, subida, telemovel, tornozelo, trabalhando, trabalhar, trabalho, trabalho de
  portugues, transito, treinando, treinar, treino, vergonha, yoga, zoeira
');
call private.add_crisis_words('pt', 'x', '
  a vida nao vale, abrir os pulsos, adeus para sempre, adeus pra sempre, atirar me ao, atirar me
  da janela, atirar me da ponte, atirar me de uma ponte, atirar me para, atirar-me da ponte,
  bater o carro, caixa de comprimidos, caixa de remedios, cansada de viver, cansado de viver,
  cansei de viver, carta de despedida, carta de suicidio, cartas de despedida, cartela inteira,
  cortar meus pulsos, cortar os pulsos, corto os pulsos, dar um tiro na cabeca, deixar de
  existir, deixar de viver, deixar este mundo, desaparecer para sempre, desaparecer pra sempre,
  desisti da vida, desistir da vida, desisto da vida, deveria morrer, devia estar morta, devia
  estar morto, devia morrer, diga a minha mae, diga pra minha mae, diz a minha mae, dormir e nao
  acordar, dormir para sempre, dormir pra sempre, estar morta, estar morto, fala pra minha mae,
  farta de viver, farto de viver, frente do comboio, ir embora deste mundo, jogar da ponte,
  jogar o carro, me jogar da janela, me jogar da ponte, me jogar de uma ponte, me jogar do
  predio, me jogar embaixo, me jogar na frente, melhor morta, melhor morto, mereco morrer, minha
  vida nao tem, minha vida nao vale, motivo pra viver, motivos pra viver, na frente do trem, na
  linha do comboio, na linha do trem, nao acordar amanha, nao acordar mais, nao acordar nunca
  mais, nao acordasse, nao acorde, nao existir mais, nao faz sentido viver, nao mereco viver,
  nao tenho motivo para viver, nao tenho motivos para viver, nao tenho razao para viver, nao
  tenho razoes para viver, nao tenho vontade de viver, nao ter nascido, nao tivesse nascido, nao
  vale a pena viver, nao vejo sentido em viver, nao vejo sentido na vida, ninguem sentiria a
  minha falta, ninguem sentiria minha falta, ninguem vai sentir a minha falta, ninguem vai
  sentir minha falta, nunca mais acordar, nunca ter nascido, nunca tivesse nascido, overdose,
  parar de existir, parar de viver, perdi a vontade de viver, preferia estar morta, preferia
  estar morto, pular da janela, pular da ponte, pular de uma ponte, pular do predio, quando eu
  me for, quando eu morrer, quando eu nao estiver, queria estar morta, queria estar morto, razao
  pra viver, sair deste mundo, saltar da janela, saltar da ponte, saltar de uma ponte, se eu
  desaparecesse, se eu morrer, se eu morresse, se eu nao existisse, se eu sumisse, sem vontade
  de viver, sobredose, sumir para sempre, sumir pra sempre, tiro na cabeca, tiro na minha
  cabeca, todos os comprimidos, todos os remedios, tomar todos os comprimidos, tomar todos os
  remedios, tomei todos os comprimidos, tomei todos os remedios, um tiro em mim, uma cartela
  inteira, vida nao faz sentido, vida nao tem sentido, vida perdeu o sentido, viver nao faz
  sentido, vontade de me matar, vontade de morrer, vontade de sumir para sempre
');
call private.add_crisis_words('pt', 'q', '
  acabar com a minha vida, acabar com a vida, acabar com isso tudo, acabar com minha vida,
  afogar me, cometer suicidio, cometer suicidiu, dar fim a minha vida, dar fim na minha vida,
  dar me um tiro, dar um fim em tudo, dar um fim na minha vida, enforcar me, envenenar me,
  ideacao suicida, ideias suicidas, kms en serio, kms frr, kms hj, matar me, matarme, mato me,
  me afogar, me dar um tiro, me enforcar, me envenenar, me mata hoje, me matar, me mato, me
  suicidar, mematar, pensamentos suicidas, por fim a minha vida, por fim a tudo, por fim na
  minha vida, por termo a minha vida, por termo a vida, por um fim a tudo, por um fim em tudo,
  por um fim na minha vida, por um fim nisso, pôr fim à vida, suicidar me, suicidarme, suicido
  me, terminar com a minha vida, terminar minha vida, tirar a minha propria vida, tirar a minha
  vida, tirar a propria vida, tirar minha propria vida, tirar minha vida, vo me mata, vou me
  mata, vou me matar
');
call private.add_crisis_words('pt', 's', '
  sucid*, suicid*, suicida, suicidas, suicidio, suisid*
');
call private.add_crisis_words('pt', 'd', '
  minha morte, morer, morrer, morrese, morresse, morro, nao acordar, nao estar viva, nao estar
  vivo, nao viver
');
call private.add_crisis_words('pt', 'l', '
  a vida, a viver, continuar a viver, continuar viva, continuar vivendo, continuar vivo, estar
  nesse mundo, estar neste mundo, estar viva, estar vivo, existir, ficar vivo, seguir vivendo,
  vida, viva, vivendo, viver, vivo
');
call private.add_crisis_words('pt', 'c', '
  acordar, continuar, continuar assim, estar aqui, ficar aqui, levantar, lutar, seguir, seguir
  em frente
');
call private.add_crisis_words('pt', 'w', '
  desejava, desejo, espero, gostaria de, gostava de, keria, kero, oxala, preciso, preferia,
  prefiro, pronta para, pronta pra, pronto para, pronto pra, qria, qro, quer, queria, quero, so
  queria, tomara que, tomara que eu, vontade de
');
call private.add_crisis_words('pt', 'g', '
  ainda vou, decidi, esta noite, hoje a noite, hoje eu, irei, penso, planeio, planejo, plano
  para, plano pra, prestes a, pretendo, vo, vou
');
call private.add_crisis_words('pt', 't', '
  a pensar em, ando a, comecei a, formas de, ideia de, ideias, imagino, impulso de, maneiras de,
  pensamento, pensamentos, pensando em, pensar em, pensei em, penso em, penso todos os dias em,
  sinto, sonho em, tentar, tentativa, tentativa de, tentativas, tentei, voltar a, voltei, voltei
  a
');
call private.add_crisis_words('pt', 'n', '
  jamais, n, nada, nao, naum, nenhum, nenhuma, num, nunca, sem, ñ
');
call private.add_crisis_words('pt', 'j', '
  ja nao aguento, ja nao consigo, n aguento, n consigo, nao aguento, nao consigo, nao da para,
  nao da pra, nao posso, nao suporto
');
call private.add_crisis_words('pt', 'f', '
  amanha, assim, de novo, mais, mais um dia, nunca mais, outra vez, para sempre, pra sempre, um
  dia mais
');
call private.add_crisis_words('pt', 'r', '
  esperanca, forca, forcas, futuro, motivo, motivos, para que, pra que, razao, razoes, saida,
  sentido
');
call private.add_crisis_words('pt', 'h', '
  a cortar me, arranhar me, auto mutil*, autolesao, autolesoes, automutil*, bater em mim,
  castigar me, cortar me, cortei me, corto me, fazer mal a mim, fazer me mal, ferir me, gilete,
  giletes, magoar me, me aleijar, me arranhar, me bater, me bato, me cortando, me cortar, me
  cortei, me corto, me ferir, me furar, me machucando, me machucar, me machuco, me magoar, me
  mutil*, me punir, me queimar, me queimo, mutilar me, queimar me
');
call private.add_crisis_words('pt', 'b', '
  se eu for embora, se eu fosse embora, sem mim
');
call private.add_crisis_words('pt', '+', '
  aliviados, bem, facil, feliz, felizes, melhor, melhores
');
call private.add_crisis_words('pt', 'e', '
  a minha familia, as pessoas, eles, estaria, estariam, ficaria, ficariam, meus filhos, meus
  pais, minha familia, o mundo, os meus filhos, toda a gente, todo mundo, todos, voces
');
call private.add_crisis_words('pt', 'k', '
  acabar com, agredir, assassinar, bater, dar um tiro, degolar, envenenar, esfaquear, espancar,
  estrangular, fazer mal a, ferir, machucar, magoar, matar, mato
');
call private.add_crisis_words('pt', 'o', '
  a minha ex, a minha mae, a minha mulher, alguem, aquela, aquele, gente, meu bebe, meu chefe,
  meu ex, meu filho, meu irmao, meu marido, meu namorado, meu padrasto, meu pai, meu vizinho,
  meus colegas, minha esposa, minha ex, minha filha, minha mae, minha mulher, minha namorada, o
  meu bebe, o meu chefe, o meu ex, o meu marido, o meu padrasto, o meu pai, o meu vizinho,
  pessoas
');
call private.add_crisis_words('pt', 'K', '
  acabar com a vida dela, acabar com a vida dele, dar lhe um tiro, dar um tiro nela, dar um tiro
  nele, esfaquea la, esfaquea lo, esfaquear ele, estrangula la, estrangula lo, fazer lhe mal,
  machucar ela, machucar ele, magoa la, magoa lo, mata la, mata lo, mata los, matalo, matar ela,
  matar ele, matar eles, matar todo mundo
');
call private.add_crisis_words('pt', 'a', '
  anorexia, botar pra fora, bulimia, bulimica, compulsao, forco, laxante, laxantes, provocar,
  provoco, purga, purgar, vomitando, vomitar, vomitei, vomito
');
call private.add_crisis_words('pt', 'm', '
  a comida, apos comer, cada refeicao, cada vez que como, dedo, dedos, depois das refeicoes,
  depois de cada refeicao, depois de comer, me forco, sempre que como, toda vez que como, tudo o
  que como, tudo que como
');
call private.add_crisis_words('pt', 'y', '
  0 cal, a ana manda, a cabeca na parede, a carta esta, a queimar me, a ver me gorda, acabar com
  a dor, acabar com meu marido, acabar com o meu marido, acabar com tudo, acabo com essa dor,
  acabo com isso, acho enorme, amanha pra mim nao, ana e mia, ana manda, aqui na ponte, arranhei
  as pernas, arranhei me, arranjar uma arma, as cartas estao, as vozes, ate sair sangue, ate
  sangrar, bati na minha mulher, bati no meu filho, bato na minha, cabeca na parede, cabelo cai,
  calorias por dia, cansei de fingir, carro me pegasse, chegar ao natal, com a cabeca na parede,
  com a minha mulher, comprei uma arma, comprimidos a minha frente, comprimidos na minha frente,
  de me magoar, de proposito quando, de viver tb, dedo na garganta, dedos na garganta, dei as
  minhas coisas, dei minhas coisas, deixar de comer, deixei a carta, deixei cartas, deixei de
  comer, deixei uma carta, depois de me ir, desisti de tudo, desistir de tudo, dias limpa, dias
  que nao como, dias sem comer, digam aos miudos, doei tudo, dormir e nao, encontrar com ela,
  enfio uma faca, escrevi as cartas, escritas as cartas, eu acabo com isso, eu ja fui, falem
  pros meus, faz oito dias que nao, fazer algo comigo, fazer alguma coisa comigo, fazer sangue,
  fazer uma asneira, fazer uma besteira, fazer uma loucura, fico mais neste mundo, forcar o
  vomito, forco o vomito, fundo do que eu queria, ha dias sem comer, hei de continuar, hoje eu
  acabo com, humilha mais ninguem, internar me por causa, ir de vez, ja nao aguento mais, ja nao
  precisa de, ja nao preciso de metas, ja nao to mais, ja vivi o que, juro q nao da mais, kg ate
  o, kg entao, levar uma arma, machucar o bebe, mais fundo do que, mais nada faz sentido, mal ao
  bebe, mato ela, mato ele, me acho enorme, me acho gorda, me magoo, me resta nada, medo de
  comer, medo de me fazer, medo de mim, medo do que posso fazer, meses limpa, meses limpo, mia e
  ana, minha ultima noite, moletom nesse, motivo pra ficar, n aguento mais, n me procurem, n
  quero fazer, n vou existir, na agua desde, nada de comida, nada faz sentido, nada mais faz
  sentido, nada vai melhorar, nao aguento mais, nao aguento mais viver, nao comi nada, nao como
  ha, nao como nada, nao consigo continuar, nao consigo mais, nao da mais juro, nao estivesse
  mais, nao ha saida, nao me procurem, nao me resta nada, nao menstruo, nao mereco comer, nao
  mereco comida, nao posso mais, nao precisa mais me, nao preciso de metas, nao quero continuar,
  nao quero fazer 15, nao sai de la viva, nao sai de la vivo, nao sobra nada, nao ta mais aqui,
  nao tem futuro, nao tem saida, nao tenho esperanca, nao tivesse mais aqui, nao to mais aqui,
  nao vai melhorar, nao vejo amanha, nao vejo saida, nao volto a casa, nao vou existir, nesse
  mundo, neste mundo, nunca vai melhorar, os comprimidos na, os remedios na minha frente, pagar
  com a vida, para de sangrar, para que viver, parar de comer, parar de emagrecer, parei de
  comer, passar aquele cara, passo fome, perdi a esperanca, ponte olhando, pra mim acabou, pra q
  continuar, pra q meta, pra que continuar, pra que viver, provocar o vomito, provoco o vomito,
  quando eu nao estiver mais, quando lerem isso, quando lerem isto, quando leres isto, que a dor
  acabe, que a dor pare, que acabe tudo, que isso acabe, que isto acabe, que nao como nada, que
  tudo acabe, queimar me de, queimar me de proposito, queimo me, queria desaparecer, queria
  sumir, quero desaparecer, quero sumir, recaida, receber o seguro, sair sangue, se voce ta
  lendo isso, sem come, sem comer desde, sem comer ha, sem comer nada, sem esperanca, sem
  futuro, sem motivo pra, sem saida, sentido em continuar, so na agua, so queria sumir, so quero
  sumir, so um peso, so vazio, sou um peso, sou um vazio, sufocar a minha, tava limpa, tchau pra
  quem fica, tenho uma arma, terminar com tudo, tirar a vida, to sem come, um carro me pegasse,
  um peso para, um peso pra, um peso pra todo, uma faca no, vai melhorar nunca, vai pagar com,
  vejo saida, ver me gorda, ver os cortes, vivi o suficiente, vomitei o jantar, vomito tudo,
  vontade de desaparecer, vontade de sumir, vou embora de vez, vou passar aquele, vozes que me,
  zero calorias
');
call private.add_crisis_words('pt', 'M', '
  me
');
call private.add_crisis_words('pt', 'C', '
  arranhei, cortar, cortei, corto, furei, machuco, machuquei, magoei, magoo, mutilar, mutilei,
  queimar, queimei, queimo
');
call private.add_crisis_words('pt', 'i', '
  cansada de, cansado de, cansei de, desisto, farta de, farto de
');
call private.add_crisis_words('pt', 'D', '
  escolhi a data, escolhi o dia, ja decidi, ja nao espero muito, ja tenho data, ja tratei de
  tudo, tratei de tudo
');
call private.add_crisis_words('pt', 'A', '
  ha sentido em continuar, ir ter com, ir ter com ela, ir ter com ele, ja vivi, nao estou ca,
  nao ha sentido, nao quero chegar, nao vou chegar, nao vou estar, seguro, ter com ela, ter com
  ele, ter com o
');
call private.add_crisis_words('pt', 'G', '
  cuida da, cuida do, cuidem da, cuidem do, me procurem, tomem conta da, tomem conta de
');
call private.add_crisis_words('pt', 'S', '
  adeus a todos, amo vcs, amo voces, desculpem, desculpem la, gosto muito de voces, gosto muito
  deles, me perdoa, me perdoem, obrigada por tudo, obrigado por tudo, perdoa me, perdoem me,
  tchau gente
');
call private.add_crisis_words('pt', 'P', '
  desmaiar, desmaiei, desmaio, subir a escada, vendo tudo preto
');
call private.add_crisis_words('pt', 'W', '
  3kg, balanca, calorias, comer, emagrecer, enorme, fome, gorda, gordo, kg, peso, quilos
');
call private.add_crisis_words('pt', 'B', '
  a noite inteira, coracao, falhando, me aguento em pe, meu coracao, o coracao, sangue, terceira
  hoje
');
call private.add_crisis_words('pt', 'R', '
  manga comprida, manga longa, meus bracos, moletom, os cortes, os meus bracos
');
call private.add_crisis_words('pt', 'X', '
  calor, calorao, esconder, horriveis, recai, veja, vejam, ver
');
call private.add_crisis_words('pt', 'V', '
  se arrepender, todo mundo da sala, vai dar ruim
');
call private.add_crisis_words('pt', 'N', '
  da sala, n vai, na escola, nem vai
');
