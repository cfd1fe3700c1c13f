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
    replace(private.spell_words(replace(lower(spell_crisis.body), 'ß', 'ss')), '_', ' '),
    '(?<![aeq])([aou])e', '\1', 'g'
  );
$$;

comment on function private.spell_crisis(text) is
  'A text as private.spell_words() writes it, without an e after a, o or u, which is how some '
  'write a German umlaut; the lists of all languages are spelled alike.';
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
  dead lift, dead lifts, dead tired, dead end, dead line, dead battery, die hard, live music, live
  stream, live game, alive and kicking, suicide doors, drop dead gorgeous, dead sea
');
call private.add_crisis_words('en', 'Z', '
  suicide squad, suicide prevention, suicide awareness, suicide sprints, suicide sprint, suicide
  drills, suicide drill, suicide runs, suicide hill, suicide squeeze, did suicides, ran suicides, of
  suicides, suicides at practice, suicide hotline volunteer, political suicide, career suicide,
  social suicide, laughing, laugh, of laughter, of embarrassment, of boredom, of cuteness, of
  hunger, to see you, to try, to know, to hear, in the game, in game, in fortnite, in minecraft, on
  this level, boss fight, boss level, movie, film, song, novel, episode, season, lyrics, album,
  the lights, the engine, the mood, two birds, self harm awareness, shaving, while cooking, cooking,
  chopping, kitchen, onion, onions, lifeline, documentary, podcast, article, essay, of old age
');
call private.add_crisis_words('en', 'z', '
  lol, lmao, haha*, hahah*, rofl, jk, joking, kidding, burpee*, squat*, lunge*, leg day, legs,
  workout*, work out, treadmill, gym, coach, hill, hills, marathon, heat, plank*, spin class, crossfit,
  deadlift*, bench, sprint*, mile, miles, 5k, 10k, km, run, running, swim*, bike, yoga, hiit, cardio,
  traffic, meeting, monday, mondays, homework, exam, exams, email*, spreadsheet, inbox, coffee, pizza,
  cake, chocolate, tiktok, twitter, phone, wifi, knee, ankle, back, shoulder, hamstring, calf, calves,
  diet, sugar, carbs, alcohol, smoking, fasting, ramadan, dentist, prices
');
call private.add_crisis_words('en', 'x', '
  kill me self, better off dead, be better dead, wish i was dead, wish i were dead, wish i am dead,
  wish i was never born, wish i were never born, wish i had never been born, wish id never been born,
  wish i wasnt alive, wish i was not alive, wish i wasnt here anymore, wish i could just die,
  wish i could die, wish i could disappear forever, wish i would die, wish id die, hope i die,
  hope i dont wake up, hope i never wake up, hope i wont wake up, hope i do not wake up, pray i dont
  wake up, praying i dont wake up, would rather be dead, rather be dead, id rather be dead, rather die,
  my suicide note, suicide note, wrote my note, written my note, wrote goodbye letters, goodbye letters,
  goodbye letter, wrote a goodbye note, goodbye note, wrote letters to, saying my goodbyes, said my
  goodbyes, goodbye forever, this is my last night, tonight is my last night, my last night alive, my
  last day alive, last day on earth, wont be here tomorrow, not be here tomorrow, wont be alive, wont
  be around much longer, not be around much longer, wont be here much longer, by the time you read this,
  by the time u read this, took all my pills, took all the pills, took all of my pills, swallowed all
  the pills, took the whole bottle, took a whole bottle, swallowed a bottle, took too many pills, took
  a bunch of pills, taking all my pills, take all my pills, take all the pills, take all of my pills,
  swallow all my pills, swallow all the pills, the whole bottle of pills, bottle of pills, stockpiling
  pills, saving up pills, saved up pills, saving my pills, saving up my pills, overdose, overdosed,
  overdosing, od on, gun to my head, gun in my mouth, rope around my neck, noose, slit my wrists, slit
  my wrist, slit my throat, slitting my wrists, cut my wrists, cutting my wrists, blow my brains out,
  blow my head off, bullet in my head, jump off the bridge, jump off a bridge, jump off the roof, jump
  off a roof, jump off a building, jump off a cliff, jump from the bridge, jumping off the bridge,
  jumping off a bridge, standing on the bridge, on the ledge, jump in front of, jumping in front of,
  step in front of, walk in front of, walk into traffic, walking into traffic, step into traffic,
  in front of a train, in front of the train, in front of a bus, in front of a truck, in front of a car,
  onto the tracks, on the train tracks, drive off the, drive off a, drive into a tree, driving into a
  tree, crash my car, drive my car into, steer into, life isnt worth living, life is not worth living,
  not worth living, isnt worth living, life worth living, no longer want to live, no longer wish to live,
  nothing to live for, nothing left to live for, no reason to live, no reason to stay alive, no reason
  to be alive, no reason to go on, no reason to keep going, no point in living, no point living, no point
  to living, no point in going on, no point in being alive, no point being alive, what is the point of
  living, whats the point of living, whats the point of being alive, point in staying alive, tired of
  living, tired of being alive, sick of living, sick of being alive, done with life, done living, im
  done with living, over being alive, hate being alive, dont deserve to live, do not deserve to live,
  dont deserve to be alive, deserve to die, should be dead, should just die, should have died, should
  die, shouldnt be alive, should not be alive, shouldnt exist, want it to be over forever, make it all
  stop forever, leave this world, leave this earth, leaving this world, exit this life, checking out
  for good, ctb, cant go on, can not go on, cannot go on, cant go on living, dont want to go on, cant
  live anymore, cant live like this, cannot live like this, cant keep living, dont want to keep living,
  cant stay alive, tell my mom i love her, tell my mum i love her, tell my kids i love them, tell my
  family i love them, tell them i loved them, nobody would miss me, no one would miss me, nobody will
  miss me, no one will miss me, noone would miss me, wouldnt miss me, take care of my dog when im gone,
  when im gone, after im gone, once im gone, if i was gone, if i were gone, if i wasnt here, if i werent
  here, if i disappeared, if i died, if i just died, if i was dead, if i were dead, dont wanna be here
  anymore, not be here anymore, the only way out, only way out is, dying would be easier, death would be
  easier, easier to die, easier if i died, want this life to end, want my life to end, my life to be over,
  want my life over, life is over, ready to go be with, be with my dad in heaven, be with my mom in heaven
');
call private.add_crisis_words('en', 'q', '
  kill myself, kill my self, kill meself, kill mysel, kill mysef, kil myself, kill myslef, killing myself,
  killing my self, killed myself, kms, hang myself, hang my self, hanging myself, shoot myself, shooting
  myself, shoot my self, drown myself, drowning myself, poison myself, stab myself, stabbing myself,
  off myself, offing myself, unalive, unalive myself, unaliving myself, end myself, ending myself,
  delete myself, end my life, ending my life, end my own life, ending my own life, end my lif, end
  this life, take my life, taking my life, take my own life, taking my own life, take my live, end it
  all, ending it all, end it tonight, end it now, ending it tonight, end everything, ending everything,
  end things tonight, end my suffering, end my pain, end the pain, ending things for good, commit
  suicide, comit suicide, committing suicide, commiting suicide, do myself in, top myself, neck myself,
  suffocate myself, gas myself, electrocute myself, take myself out, not be alive
');
call private.add_crisis_words('en', 's', '
  suicide, suicidal, suicid*, suiside, suisidal, sucide, sucidal, suicidle, suacide, suicde, sewerslide,
  self delete
');
call private.add_crisis_words('en', 'd', '
  die, dye, be dead, being dead, to be gone, not exist, not to exist, stop existing, cease to exist, no
  longer exist, disappear forever, disappear for good, vanish forever, never wake up, not wake up, never
  wake up again, sleep forever, fall asleep forever, sleep and never wake, not be here, dying, death,
  be dead already
');
call private.add_crisis_words('en', 'l', '
  live, living, be alive, being alive, alive, stay alive, exist, existing, be in this world, be on this
  earth, be on this planet
');
call private.add_crisis_words('en', 'c', '
  be here, wake up, go on, be around, keep going, continue, carry on, keep fighting, fight
');
call private.add_crisis_words('en', 'w', '
  want, want to, wanna, wanted, wants to, wish, wishing, hope, hoping, ready, ready to, rather, need to,
  prefer, would love to, id love to, just let me, let me, please let me, waiting to, beg, begging,
  praying, pray
');
call private.add_crisis_words('en', 'g', '
  going to, gonna, gunna, will, ill, about to, planning, plan, plan to, plans to, tempted to, decided
  to, fixing to, finna, might, might just, may, intend, should
');
call private.add_crisis_words('en', 't', '
  think, thinking, thought, thoughts, thoughts of, thinking about, thinking of, think about, urge, urges,
  urge to, feel like, feeling, feel, considering, considered, tried, tried to, try to, attempt, attempted,
  fantasize, fantasizing, dream of, dreaming of, keep imagining, imagine, imagining, researching,
  googling, looked up, looking up, idea of, ways to, how to, best way to
');
call private.add_crisis_words('en', 'n', '
  not, no, dont, do not, didnt, doesnt, never, nothing, without, aint, isnt, dnt, no longer, nt, wont
');
call private.add_crisis_words('en', 'j', 'cant, cannot, can not, couldnt, can barely, cnt');
call private.add_crisis_words('en', 'f', '
  anymore, any more, any longer, forever, ever again, again, for good, like this, no more, another day,
  tomorrow, in the morning
');
call private.add_crisis_words('en', 'r', '
  reason, reasons, point, purpose, hope, will, way out, strength, meaning, future
');
call private.add_crisis_words('en', 'h', '
  hurt myself, hurt my self, hurting myself, hurting my self, harm myself, harming myself, cut myself,
  cut my self, cutting myself, cutting my self, burn myself, burning myself, burned myself, burnt myself,
  self harm, selfharm, self harming, self harmed, self harm*, selfharm*, self injure, self injury, sh,
  cut my arms, cut my thighs, cut my legs, cut my arm, cutting my arms, cutting my thighs, punish myself,
  punching myself, hitting myself, hit myself, bang my head, banging my head, scratch myself, scratching
  myself, starving myself to death, cutting, relapsed cutting, razor, razors, razor blade, razor blades,
  injure myself, bleed
');
call private.add_crisis_words('en', 'Y', '
  started cutting again, cutting again, i cut again, relapsed and cut, cut again last night, blood
  everywhere
');
call private.add_crisis_words('en', 'b', 'without me, if i wasnt around, if im gone, if i left');
call private.add_crisis_words('en', '+', 'better, better off, happier, easier, relieved, be fine');
call private.add_crisis_words('en', 'e', '
  everyone, everybody, world, family, kids, they, they would, theyd, theyll, people, my wife, my husband,
  my mom, my parents, my children, everyones, you all, yall, all of you, my family, the world
');
call private.add_crisis_words('en', 'k', '
  kill, killing, murder, murdering, stab, shoot, strangle, choke, poison, shoot up, slaughter, behead,
  burn down, blow up, beat, hurt, hurting, harm, bomb, run over, make him pay, make them pay, make her
  pay, shooting, stabbing, end
');
call private.add_crisis_words('en', 'o', '
  him, her, them, someone, somebody, everyone there, my boss, my wife, my husband, my ex, my mom, my dad,
  my mother, my father, my brother, my sister, my roommate, my neighbor, my neighbour, my stepdad, my kids,
  my baby, my family, my coworkers, coworkers, people, the school, my school, this school, the office,
  my son, my daughter, my boyfriend, my girlfriend, that bastard, that bitch, those people, you all,
  my classmates, my teacher, my partner, my coworker, everyone, everybody, my manager, other people
');
call private.add_crisis_words('en', 'a', '
  throw up, throwing up, threw up, puke, puking, purge, purging, purged, vomit, vomiting, make myself
  sick, making myself sick, starve, starving, starve myself, starving myself, starved, laxative, laxatives,
  not eating, stop eating, stopped eating, diet pills, bulimia, bulimic, anorexia, anorexic, ana, mia,
  binge, binged, binging, bingeing, restrict, restricting
');
call private.add_crisis_words('en', 'm', 'myself, after every meal, after every meal, after meals,
  after i eat, after eating, after dinner, after lunch, everything i eat, every meal, every time i eat,
  whatever i eat, food');
call private.add_crisis_words('en', 'y', '
  havent eaten in days, havent eaten for days, not eaten in days, not eaten for days, havent eaten
  anything in, havent eaten since, havent eaten in, havent eaten for, not eaten in, not eaten for, not
  eaten anything for, nothing but water for, only water for, dont deserve to eat, do not deserve to eat,
  dont deserve food, until im skin and bones, until i see my bones, fingers down my throat, finger down my
  throat, make myself throw up, making myself throw up, made myself throw up, make myself puke, making
  myself puke, make myself vomit, making myself vomit, made myself vomit, made myself sick, afraid to
  eat, scared to eat, terrified of eating, calories a day, under 500 calories, 500 calories, 300 calories,
  400 calories, 200 calories, 600 calories, no way out, see no way out, no hope left, no hope, hopeless,
  im hopeless, given up on life, gave up on life, give up on life, giving up on life, i give up on life,
  giving up on everything, done with everything, done with it all, im done fighting, tired of fighting,
  cant do this anymore, cant do this any more, cant take it anymore, cant take this anymore, cant take it
  any more, cannot do this anymore, cannot take it anymore, can not do this anymore, whats the point of
  anything, what is the point of anything, whats the point anymore, no point anymore, im a burden, i am a
  burden, just a burden, such a burden, burden to everyone, burden to my, burden on everyone, burden on
  my, just want it to stop, want the pain to stop, make the pain stop, want everything to stop, want it
  all to stop, want it to be over, want it all to be over, just want it over, want to disappear, wanna
  disappear, wish i could disappear, wish i didnt exist, not safe with myself, dont feel safe with myself,
  dont trust myself alone, not safe alone, scared of what i might do, afraid of what i might do, scared
  ill do something, scared i will do something, afraid ill do something, do something stupid to myself,
  bring a gun, bringing a gun, bring my gun, got a gun and, i have a gun, have a gun and, bought a gun,
  loaded gun, loaded the gun, with a knife to, get my gun, want to hurt people, want to hurt someone,
  hear voices telling, voices telling me, voices tell me, voices say
');

-- Spanish.
call private.add_crisis_words('es', '.', '
  fin de semana, en vivo, muerto de hambre, muerta de hambre, muerto de sueno, muerta de sueno, muerto
  de cansancio, muerto de risa, muerta de risa, muerta de cansancio, punto muerto, peso muerto
');
call private.add_crisis_words('es', 'Z', '
  de risa, de la risa, de amor, de verguenza, de pena ajena, de calor, de frio, de sueno, de hambre, de
  ganas, de aburrimiento, de envidia, de emocion, de ternura, del susto, de miedo, escuadron suicida,
  prevencion del suicidio, pelicula, serie, cancion, novela, videojuego, la partida, el juego, el tiempo,
  el hambre, el gusanillo, las ganas, dos pajaros, documental, podcast, el nivel, cocinando, la cocina,
  afeitandome, cebolla, de viejo, de vieja
');
call private.add_crisis_words('es', 'z', '
  jaja*, jeje*, jajaj*, xd, broma, entrenando, entrenamiento, entreno, trabajando, estudiando, sentadillas,
  burpees, pesas, gimnasio, gym, cardio, cuesta, cuestas, maraton, correr, corriendo, flexiones, abdominales,
  piernas, agujetas, spinning, yoga, km, kilometros, bici, nadar, trafico, reunion, lunes, examen, examenes,
  deberes, dieta, chocolate, pizza, azucar, rodilla, tobillo, espalda, curro, trabajo, entrenador,
  el movil, bateria, fumar, tabaco, clase, series
');
call private.add_crisis_words('es', 'x', '
  ojala estuviera muerto, ojala estuviera muerta, ojala no despertara, ojala no despierte, ojala no
  despertar, ojala me muera, ojala me muriera, ojala no hubiera nacido, desearia estar muerto, desearia
  estar muerta, desearia no haber nacido, preferiria estar muerto, preferiria estar muerta, prefiero estar
  muerto, prefiero estar muerta, mejor muerto, mejor muerta, estaria mejor muerto, estaria mejor muerta,
  estar muerto, estar muerta, carta de despedida, cartas de despedida, escrito mi carta, nota de suicidio,
  adios para siempre, es mi ultima noche, mi ultima noche, mi ultimo dia, cuando ya no este, cuando no
  este, cuando yo no este, si ya no estuviera, si yo no estuviera, si no estuviera, si me muriera, si me
  muero nadie, si desaparezco nadie, nadie me echaria de menos, nadie me va a extranar, nadie me
  extranaria, nadie me extranara, me tome todas las pastillas, me he tomado todas las pastillas, tomarme
  todas las pastillas, tomar todas las pastillas, todas las pastillas, un bote de pastillas, un frasco de
  pastillas, el frasco de pastillas, bote entero de pastillas, sobredosis, cortarme las venas, me corto las
  venas, cortarme las munecas, abrirme las venas, tirarme por la ventana, tirarme del puente, tirarme de un
  puente, tirarme por el balcon, tirarme al tren, tirarme al metro, tirarme a las vias, tirarme de la
  azotea, lanzarme del puente, lanzarme de un puente, aventarme del puente, aventarme de un puente, saltar
  del puente, saltar de un puente, saltar por la ventana, saltar al vacio, lanzarme al vacio, pegarme un
  tiro, darme un tiro, me pego un tiro, meterme un tiro, volarme la cabeza, volarme los sesos, la soga,
  una soga, estrellar el coche, estrellarme con el coche, no vale la pena vivir, no merece la pena vivir,
  la vida no vale, la vida no tiene sentido, mi vida no tiene sentido, mi vida no vale nada, vivir no tiene
  sentido, no tiene sentido vivir, no tiene sentido seguir viviendo, no le veo sentido a la vida, no le
  encuentro sentido a la vida, no encuentro sentido a la vida, no veo sentido a la vida, no tengo razones
  para vivir, no tengo motivos para vivir, no tengo ganas de vivir, sin ganas de vivir, no me quedan ganas
  de vivir, ganas de morir, ganas de morirme, ganas de matarme, ganas de desaparecer para siempre, cansado
  de vivir, cansada de vivir, harto de vivir, harta de vivir, harto de la vida, harta de la vida, cansada
  de la vida, cansado de la vida, no merezco vivir, merezco morir, deberia estar muerto, deberia estar
  muerta, deberia morirme, irme de este mundo, dejar este mundo, dormir para siempre, dormirme para siempre,
  dormirme y no despertar, dormir y no despertar, no despertar nunca, no despertar mas, no despertarme mas,
  no volver a despertar, no despertar jamas, dile a mi madre que la quiero, dile a mi mama que la amo,
  diganle a mi mama, cuiden a mis hijos, desaparecer para siempre, dejar de existir, dejar de vivir
');
call private.add_crisis_words('es', 'q', '
  matarme, me mato, me matare, matarm, me voy a matar, me quiero matar, me kiero matar, suicidarme,
  suicidarm, me suicido, me suicidare, me voy a suicidar, me quiero suicidar, quitarme la vida, quitarme
  la bida, quitarm la vida, me quito la vida, me quitaria la vida, me voy a quitar la vida, acabar con mi
  vida, acabar con mi bida, acabar con todo, terminar con mi vida, terminar con todo, terminar mi vida,
  poner fin a mi vida, poner fin a todo, poner fin a mi sufrimiento, acabar con este sufrimiento, ahorcarme,
  me ahorco, me voy a ahorcar, colgarme de, envenenarme, ahogarme en, pegarme un tiro, dispararme, me voy a
  colgar, acabar con esto para siempre, matarme ya
');
call private.add_crisis_words('es', 's', '
  suicidio, suicidios, suicida, suicidarse, suicid*, suisid*, sucid*
');
call private.add_crisis_words('es', 'd', '
  morir, morirme, morirm, muero, me muero, muera, la muerte, mi muerte, muerte, no existir, no vivir,
  no despertar, no estar viva, no estar vivo, desaparecer del mundo
');
call private.add_crisis_words('es', 'l', '
  vivir, bivir, viviendo, seguir viviendo, existir, existiendo, seguir vivo, seguir viva, estar vivo,
  estar viva, estar en este mundo, vivo, viva, la vida, vida
');
call private.add_crisis_words('es', 'c', '
  estar aqui, seguir aqui, despertar, despertarme, seguir, continuar, seguir adelante, seguir asi,
  levantarme
');
call private.add_crisis_words('es', 'w', '
  quiero, kiero, qiero, quero, quisiera, querria, deseo, desearia, prefiero, preferiria, ojala, espero,
  necesito, ganas de, me gustaria, queria, quiera, ando queriendo, solo quiero, estoy listo para, estoy
  lista para
');
call private.add_crisis_words('es', 'g', '
  voy a, vo a, boy a, pienso, planeo, decidi, he decidido, tengo pensado, tengo un plan para, plan para,
  a punto de, hoy me, esta noche me
');
call private.add_crisis_words('es', 't', '
  pensando en, pienso en, pensar en, pensamientos, pensamientos de, ideas de, idea de, ideas, he pensado en,
  pense en, intente, intento, intentado, tratado de, trate de, impulso de, siento, imagino, sueno con,
  como, buscando como, formas de, maneras de, me dan ganas de, tentacion de, vuelvo a, he vuelto a, volvi a
');
call private.add_crisis_words('es', 'n', 'no, ya no, nunca, jamas, nada, sin, ningun, ninguna, tampoco');
call private.add_crisis_words('es', 'j', 'no puedo, ya no puedo, no soy capaz de, no aguanto, no soporto');
call private.add_crisis_words('es', 'f', '
  mas, nunca mas, para siempre, jamas, otra vez, de nuevo, asi, un dia mas, manana, otro dia
');
call private.add_crisis_words('es', 'r', '
  razon, razones, motivo, motivos, sentido, esperanza, salida, fuerzas, para que, futuro
');
call private.add_crisis_words('es', 'h', '
  cortarme, me corto, me corte, me he cortado, cortandome, hacerme dano, me hago dano, me hice dano,
  me he hecho dano, haciendome dano, lastimarme, me lastimo, lastimandome, autolesionarme, me autolesiono,
  autolesion*, autolesiones, quemarme, me quemo, quemandome, herirme, me pego, golpearme, me golpeo,
  castigarme, las cuchillas, la cuchilla, una cuchilla, arañarme, hacerme cortes, cortes en los brazos,
  dañarme, darme golpes
');
call private.add_crisis_words('es', 'b', 'sin mi, si no estoy, si yo no estoy');
call private.add_crisis_words('es', '+', 'mejor, mejores, felices, feliz, bien, tranquilos, facil');
call private.add_crisis_words('es', 'e', '
  todos, todo el mundo, el mundo, mi familia, familia, mis hijos, mis padres, estarian, ellos, vivirian,
  la gente, estaran, estareis
');
call private.add_crisis_words('es', 'k', '
  matar, matarlo, matarla, matarlos, matarles, matarle, apunalar*, acuchillar*, dispararle*, disparar,
  dispararles, estrangular*, envenenar, hacerle dano, hacerles dano, hacer dano a, asesinar*, mato,
  lo mato, la mato, los mato, pegarle un tiro, lastimar, degollar*, quemar, rajar*
');
call private.add_crisis_words('es', 'o', '
  a mi jefe, mi jefe, a mi mujer, a mi marido, a mi ex, mi ex, a mi hermano, a mi padre, a mi madre, a mi
  padrastro, a alguien, alguien, a todos, a ese, a esa, a mi vecino, a mis hijos, a mi esposo, a mi esposa,
  a la gente, a mi novio, a mi novia, a mi suegra, a mi bebe, a mi pareja, a mis companeros, a mi hijo
');
call private.add_crisis_words('es', 'K', '
  matarlo, matarla, matarlos, matarle, matarles, apunalarlo, apunalarla, hacerle dano, hacerles dano,
  pegarle un tiro, dispararle, dispararles, acuchillarlo, acuchillarla, estrangularlo, estrangularla
');
call private.add_crisis_words('es', 'a', '
  vomitar, vomito, vomitado, vomite, vomitando, purgarme, me purgo, purga, laxantes, atracon, atracones,
  bulimia, anorexia, provocarme, provoco, devolver
');
call private.add_crisis_words('es', 'm', '
  despues de comer, despues de cada comida, todo lo que como, cada comida, tras comer, cada vez que como,
  la comida, comer, provocarme, provoco, dedos
');
call private.add_crisis_words('es', 'y', '
  llevo dias sin comer, dias sin comer, sin comer nada, sin comer desde, dejar de comer, he dejado de
  comer, deje de comer, no merezco comer, no como nada, no he comido nada en, no he comido en, me da miedo
  comer, miedo a comer, me mato de hambre, pasar hambre, calorias al dia, solo agua, los dedos en la garganta, dedos
  en la garganta, provocarme el vomito, me provoco el vomito, me meto los dedos, no hay salida, no veo
  salida, no le veo salida, no tengo salida, sin salida, ya no puedo mas, no puedo mas con la vida, no
  puedo seguir, no puedo seguir asi, no puedo mas con esto, no aguanto mas, ya no aguanto, ya no aguanto
  mas, no quiero seguir, no quiero seguir asi, quiero desaparecer, solo quiero desaparecer, desaparecer
  del mapa, soy una carga, no soy mas que una carga, solo soy una carga, quiero que todo acabe, quiero que
  esto acabe, quiero que todo termine, que se acabe todo, que todo se acabe, quiero que pare el dolor, no
  tengo esperanza, sin esperanza, perdi la esperanza, para que vivir, para que seguir, nada tiene sentido,
  ya nada tiene sentido, me rindo con la vida, hacer una locura, cometer una locura, voces que me dicen,
  las voces me dicen, tengo una pistola, llevar una pistola, comprar una pistola, tengo un arma, miedo
  de lo que pueda hacer, miedo de hacerme algo, miedo de hacerle dano, hacerme algo
');

-- French.
call private.add_crisis_words('fr', '.', '
  en direct, vie de famille, point mort, mort de rire, morte de rire, mort de faim, morte de faim, mort
  de fatigue, morte de fatigue, feuille morte, nature morte
');
call private.add_crisis_words('fr', 'Z', '
  de rire, de faim, de froid, de chaud, de soif, de honte, de peur, d ennui, dennui, de fatigue, d envie,
  denvie, a la tache, au travail, au boulot, a le repeter, a te le dire, suicide squad, prevention du
  suicide, film, serie, chanson, roman, jeu video, partie, le temps, documentaire, podcast, cuisine, en
  cuisinant, rasant, oignon, oignons, de vieillesse, de curiosite, d impatience
');
call private.add_crisis_words('fr', 'z', '
  mdr, lol, ptdr, haha*, hihi, blague, rigole, burpees, squats, pompes, abdos, jambes, cuisses, mollets,
  entrainement, seance, sport, salle, muscu, cardio, marathon, courir, course, cote, footing, velo, natation,
  km, bornes, yoga, fractionne, courbatures, genou, cheville, dos, lundi, reunion, examen, exams, devoirs,
  regime, chocolat, pizza, sucre, tabac, fumer, boulot, coach, canicule, batterie, telephone, bouchons
');
call private.add_crisis_words('fr', 'x', '
  j aimerais etre mort, jaimerais etre mort, j aimerais etre morte, jaimerais etre morte, voudrais etre
  mort, voudrais etre morte, prefererais etre mort, prefererais etre morte, prefere etre mort, prefere
  etre morte, plutot mourir, mieux mort, mieux morte, etre mort, etre morte, jamais ne, ne jamais me
  reveiller, ne jamais etre ne, ne jamais etre nee, n avoir jamais existe, navoir jamais existe, ne pas me
  reveiller, ne plus me reveiller, ne plus jamais me reveiller, me reveiller jamais, pas me reveiller,
  lettre d adieu, lettre dadieu, lettres d adieu, lettres dadieu, ecrit ma lettre, adieu a tous, adieu pour
  toujours, c est mon dernier soir, ma derniere nuit, mon dernier jour, quand je ne serai plus la, quand je
  serai plus la, quand je serai mort, quand je serai morte, je ne serai plus la, je serai plus la, si je
  n etais plus la, si jetais plus la, si j etais plus la, si je netais plus la, si je mourais, si je
  disparaissais, personne ne me regretterait, personne ne me regrettera, je ne manquerais a personne,
  je manquerais a personne, je ne manquerai a personne, avale tous mes medicaments, avale tous les
  medicaments, avale tous les cachets, avale une boite, avaler tous mes medicaments, avaler tous les
  cachets, avaler des cachets, prendre tous mes medicaments, pris tous mes medicaments, pris tous les
  cachets, pris toute la boite, toute la boite, boite de medicaments, boite de cachets, boite de somniferes,
  overdose, surdose, m ouvrir les veines, mouvrir les veines, me tailler les veines, me trancher les
  veines, me couper les veines, me jeter sous, me jeter par la fenetre, me jeter du pont, me jeter d un
  pont, me jeter dun pont, me jeter dans le vide, sauter du pont, sauter d un pont, sauter dun pont, sauter
  par la fenetre, sauter dans le vide, sauter du toit, me tirer une balle, me foutre une balle, me mettre
  une balle, me coller une balle, me faire sauter la cervelle, une corde, foncer dans un arbre, planter ma
  voiture, la vie ne vaut pas, la vie vaut pas, vaut pas la peine d etre vecue, vaut pas la peine de vivre,
  ma vie n a plus de sens, ma vie na plus de sens, ma vie n a aucun sens, ma vie na aucun sens, la vie n a
  plus de sens, la vie na plus de sens, plus de sens a ma vie, plus de raison de vivre, aucune raison de
  vivre, aucune raison de continuer, plus aucune raison de vivre, pas de raison de vivre, plus envie de
  vivre, plus l envie de vivre, plus lenvie de vivre, pas envie de vivre, plus gout a la vie, plus le gout
  de vivre, envie de mourir, envie de crever, envie d en finir, envie den finir, fatigue de vivre, fatiguee
  de vivre, marre de vivre, marre de la vie, lasse de vivre, merite pas de vivre, merite de mourir, devrais
  etre mort, devrais etre morte, devrais mourir, aurais du mourir, quitter ce monde, partir de ce monde,
  m endormir pour toujours, mendormir pour toujours, dormir pour toujours, dormir a jamais, m endormir et
  ne plus, mendormir et ne plus, dis a ma mere que je l aime, dites a ma mere, dites a mes enfants, arreter
  de vivre, cesser d exister, cesser dexister, disparaitre pour toujours, disparaitre a jamais, ne plus
  exister, plus exister, ne plus etre la
');
call private.add_crisis_words('fr', 'q', '
  me tuer, me tue, me tuerai, me suicider, me suicide, me suiciderai, me suicidé, m tuer, mtuer, me buter,
  me flinguer, me foutre en l air, me foutre en lair, me pendre, me pends, me noyer, m empoisonner, mettre
  fin a mes jours, mettre fin a ma vie, mettre fin a tout, mettre un terme a ma vie, finir avec la vie, en
  finir avec la vie, en finir avec tout, en finir, en finire, nen finir, den finir, d en finir, men finir,
  m oter la vie, moter la vie, m enlever la vie, menlever la vie, tout arreter pour de bon, me supprimer,
  me donner la mort, passer a l acte, passer a lacte, me faire du mal pour mourir
');
call private.add_crisis_words('fr', 's', 'suicide, suicidaire, suicidaires, suicid*, suisid*, sucid*');
call private.add_crisis_words('fr', 'd', '
  mourir, mourrir, crever, meurs, la mort, ma mort, mort, morte, plus vivre, plus exister
');
call private.add_crisis_words('fr', 'l', '
  vivre, exister, rester en vie, etre en vie, etre vivant, etre vivante, continuer a vivre, la vie, ma vie
');
call private.add_crisis_words('fr', 'c', '
  etre la, me reveiller, continuer, rester la, avancer, me lever, etre ici, me battre
');
call private.add_crisis_words('fr', 'w', '
  veux, veut, jveux, jveu, jve, jveut, veu, voudrais, jvoudrais, aimerais, jaimerais, souhaite, prefere,
  prefererais, espere, j espere, envie de, envie d, envie, besoin de, pret a, prete a, hate de, ai hate de,
  souhaiterais, voulais, jai envie de
');
call private.add_crisis_words('fr', 'g', '
  vais, jvais, je vais, jvai, vai, compte, decide de, decide, ai decide de, jai decide de, prevu de, prevois
  de, sur le point de, vé, pense a, ce soir je, ce soir
');
call private.add_crisis_words('fr', 't', '
  pense a, penser a, pensees, idees, idee de, l idee de, lidee de, songe a, tente de, essaye de, essaie de,
  essayer de, tentative, tentative de, imagine, reve de, comment, facon de, moyens de, moyen de, pulsions,
  pulsion, j ai recommence a, recommence a, recommence, recommencé, failli, me sens
');
call private.add_crisis_words('fr', 'n', 'ne, pas, plus, n, rien, jamais, aucun, aucune, sans, non, personne');
call private.add_crisis_words('fr', 'j', '
  peux plus, peux pas, arrive plus a, n arrive plus a, narrive plus a, supporte plus, supporte plus de, peut
  plus, peu plus
');
call private.add_crisis_words('fr', 'f', '
  plus jamais, pour toujours, a jamais, encore, comme ca, ainsi, demain, un jour de plus, pour de bon
');
call private.add_crisis_words('fr', 'r', 'raison, raisons, sens, espoir, issue, but, avenir, force, interet');
call private.add_crisis_words('fr', 'h', '
  me couper, me coupe, me suis coupe, me suis coupee, me scarifier, me scarifie, scarifi*, scarification*,
  me faire du mal, me fais du mal, me suis fait du mal, m automutiler, mautomutiler, automutil*, me mutiler,
  me mutile, mutil*, me bruler, me brule, me blesser, me blesse expres, me frapper, me frappe, me punir, me
  griffer, lame de rasoir, lames de rasoir, lame, m entailler, mentailler, m arracher, me taillader, me
  taillade, me taper la tete
');
call private.add_crisis_words('fr', 'b', 'sans moi, si je pars, si je suis plus la');
call private.add_crisis_words('fr', '+', 'mieux, heureux, tranquilles, soulages, soulagee, meilleur, facile');
call private.add_crisis_words('fr', 'e', '
  tout le monde, le monde, ma famille, mes enfants, mes parents, ils, elles, les gens, tous, vous seriez,
  seraient, mes proches, ma femme, mon mari
');
call private.add_crisis_words('fr', 'k', '
  tuer, buter, poignarder, planter, etrangler, flinguer, empoisonner, egorger, fracasser, frapper, faire du
  mal a, assassiner, abattre, bruler, faire du mal, tirer sur, cogner
');
call private.add_crisis_words('fr', 'K', '
  le tuer, la tuer, les tuer, le buter, la buter, les buter, le planter, la poignarder, le poignarder,
  les poignarder, l etrangler, letrangler, le flinguer, la flinguer, les flinguer, lui faire du mal, leur
  faire du mal, tous les tuer, les abattre
');
call private.add_crisis_words('fr', 'o', '
  quelqu un, quelquun, mon chef, mon patron, ma femme, mon mari, mon ex, mon pere, ma mere, mon frere, ma
  soeur, mon voisin, mon beau pere, mes enfants, mes collegues, des gens, les gens, tout le monde, mon
  copain, ma copine, mon bebe, cet homme, ce type, mon collegue, mon fils, ma fille, mon prof, les autres
');
call private.add_crisis_words('fr', 'a', '
  vomir, vomis, vomi, vomit, purger, me purge, laxatif, laxatifs, boulimie, boulimique, anorexie, anorexique,
  gerber, crise de boulimie
');
call private.add_crisis_words('fr', 'm', '
  me faire, me fais, apres manger, apres chaque repas, apres les repas, tout ce que je mange, chaque repas,
  apres avoir mange, chaque fois que je mange, mes repas, manger
');
call private.add_crisis_words('fr', 'y', '
  rien mange depuis, pas mange depuis, plus mange depuis, jours sans manger, jours que je ne mange, jours que
  je mange, mange plus rien, mange plus, mange rien, arrete de manger, arreter de manger, merite pas de
  manger, m affame, maffame, m affamer, maffamer, peur de manger, calories par jour, que de l eau, que de
  leau, doigts dans la gorge, doigts au fond de la gorge, me faire vomir, me fais vomir, suis fait vomir,
  plus d issue, plus dissue, aucune issue, pas d issue, pas dissue, plus d espoir, plus despoir, aucun espoir,
  plus aucun espoir, j en peux plus de la vie, je n en peux plus, je nen peux plus, j en peux plus, jen peux
  plus, jenpeux plus, peux plus continuer, peux pas continuer, peux plus continuer comme ca, arrive plus a
  continuer, plus la force, pas la force de continuer, envie de disparaitre, veux disparaitre, voudrais
  disparaitre, jveux disparaitre, je suis un fardeau, qu un fardeau, quun fardeau, un fardeau pour, un poids
  pour, que tout s arrete, que tout sarrete, que ca s arrete, que ca sarrete, que la douleur s arrete, que
  la douleur sarrete, a quoi bon vivre, a quoi bon, a quoi ca sert de vivre, a quoi bon continuer, plus rien
  n a de sens, plus rien na de sens, rien n a de sens, rien na de sens, faire une betise, faire une connerie,
  voix me disent, voix qui me disent, les voix, j ai une arme, jai une arme, achete une arme, une arme
  chargee, peur de ce que je pourrais, peur de me faire, peur de lui faire, abandonne la vie, l abandonne
');

-- German.
call private.add_crisis_words('de', '.', '
  am leben bleiben im spiel, tot lachen, totlachen, lach mich tot, todmude, tod mude, todsicher, toter
  punkt, tote hose, lebensmittel, lebenslauf
');
call private.add_crisis_words('de', 'Z', '
  vor lachen, vor hunger, vor langeweile, vor scham, vor hitze, vor neugier, vor durst, vor kalte, suicide
  squad, suizidpravention, selbstmordkommando, film, serie, lied, roman, im spiel, level, zeit, die zeit,
  doku, podcast, beim kochen, beim rasieren, zwiebel, zwiebeln, beim schneiden, kuche, an altersschwache
');
call private.add_crisis_words('de', 'z', '
  haha*, lol, hihi, witz, spass, scherz, burpees, kniebeugen, liegestutze, beine, waden, training, trainieren,
  workout, gym, fitness, cardio, marathon, laufen, lauf, joggen, berg, km, kilometer, rad, schwimmen, yoga,
  muskelkater, knie, knochel, rucken, montag, meeting, klausur, prufung, hausaufgaben, diat, schokolade,
  pizza, zucker, rauchen, arbeit, chef, hitze, akku, handy, stau, trainer, coach, sport
');
call private.add_crisis_words('de', 'x', '
  ich ware gern tot, ware lieber tot, ware ich tot, ware ich nur tot, ware ich doch tot, lieber tot, tot sein,
  ware besser tot, besser tot, tot ware, nie geboren, nie geboren worden, nie auf der welt, nicht mehr
  aufwachen, nie wieder aufwachen, nie mehr aufwachen, einfach nicht aufwachen, nicht mehr aufwache, nie
  wieder aufwache, nie mehr aufwache, abschiedsbrief, abschiedsbriefe, abschiedsbrief*, fur immer schlafen,
  fur immer einschlafen, einschlafen und nicht, einschlafen und nie, letzter abend, meine letzte nacht, mein
  letzter tag, wenn ich nicht mehr da bin, wenn ich weg bin, wenn ich tot bin, wenn ich nicht mehr bin, wenn
  ich nicht mehr da ware, wenn ich weg ware, wenn es mich nicht, wenns mich nicht, wenn ich sterbe, wenn ich
  sterben wurde, niemand wurde mich vermissen, keiner wurde mich vermissen, wurde mich eh keiner vermissen,
  niemand wird mich vermissen, keiner wird mich vermissen, wurde mich niemand vermissen, wurde mich keiner
  vermissen, alle tabletten, ganze packung tabletten, alle pillen, packung tabletten, tabletten geschluckt,
  tabletten genommen, tabletten gesammelt, schlaftabletten, uberdosis, pulsadern, pulsader, vor den zug, vorn
  zug, vor die bahn, vor einen zug, vor die u bahn, auf die gleise, von der brucke, von ner brucke, von einer
  brucke, vom dach, vom hochhaus, aus dem fenster, vom balkon, gegen einen baum, gegen den baum, gegen nen
  baum, kugel in den kopf, kugel geben, kugel durch den kopf, strick, strang, mein leben hat keinen sinn,
  leben hat keinen sinn, leben keinen sinn, leben ist sinnlos, leben nicht mehr lebenswert, nicht lebenswert,
  keinen grund zu leben, keinen grund mehr zu leben, kein grund zu leben, keinen grund mehr, grund zum leben,
  keinen lebenswillen, keinen lebensmut, lebensmude, lebensmut, keine lust mehr zu leben, keine lust mehr am
  leben, keinen bock mehr auf leben, kein bock mehr auf leben, keine lust mehr auf leben, keinen bock mehr
  zu leben, nichts wofur es sich lohnt, nichts wofur ich lebe, lohnt sich nicht zu leben, lohnt sich nicht
  mehr zu leben, das leben lohnt, mude vom leben, das leben satt, leben satt, verdiene es nicht zu leben,
  verdiene zu sterben, nicht verdient zu leben, sollte tot sein, sollte sterben, sollte nicht leben, aus
  dieser welt, diese welt verlassen, von dieser welt, aus dem leben scheiden, aus dem leben gehen, hor auf zu
  existieren, aufhoren zu existieren, aufhoren zu leben, nicht mehr existieren, sag meiner mama, sag meiner
  mutter, sagt meinen kindern, fur immer weg, fur immer verschwinden, macht es gut fur immer, lebt wohl,
  todessehnsucht, todeswunsch, sterbewunsch, todesgedanken, nicht mehr leben, nicht langer leben, nimmer leben
');
call private.add_crisis_words('de', 'q', '
  mich umbringen, mich umbringe, mich um bringen, bring mich um, bringe mich um, bring ich mich um, bringe ich
  mich um, mich umbring, mich umzubringen, umbringen, mich toten, mich zu toten, mich selbst toten, mich
  erhangen, mich aufhangen, erhange mich, hang mich auf, mich erschiessen, erschiesse mich, mich ertranken,
  mich vergiften, mir das leben nehmen, mir das leben zu nehmen, das leben nehmen, nehme mir das leben, nehm
  mir das leben, mein leben beenden, mein leben zu beenden, beende mein leben, beende ich mein leben, meinem
  leben ein ende, dem leben ein ende, ein ende setzen, ein ende machen, allem ein ende, alles beenden, es
  beenden, mich wegmachen, selbstmord begehen, suizid begehen, selbstmord machen, schluss machen mit allem,
  mit allem schluss, mit dem leben abgeschlossen, mit dem leben abschliessen, mir was antun, mir etwas antun,
  mir was anzutun, mir etwas anzutun, mich selber umbringen, mich selbst umbringen, umzubringen
');
call private.add_crisis_words('de', 's', '
  selbstmord, selbstmord*, suizid, suizidal, suizid*, suicid*, selbsmord, freitod, selbstmordgedanken
');
call private.add_crisis_words('de', 'd', 'sterben, tot, gestorben, krepieren, verrecken, tod, stirb, draufgehen, sterbe, stürbe');
call private.add_crisis_words('de', 'l', '
  leben, weiterleben, weiter leben, existieren, am leben sein, am leben, weiterzuleben, zu leben, auf der
  welt sein, auf dieser welt sein
');
call private.add_crisis_words('de', 'c', '
  da sein, hier sein, aufwachen, weitermachen, weiter machen, weiter, aufstehen, weiterkampfen, kampfen,
  weiterzumachen
');
call private.add_crisis_words('de', 'w', '
  will, wil, mochte, mocht, wollte, wunschte, wunsche, wunsch, wurde gern, wurde gerne, am liebsten, hoffe,
  hoffentlich, lieber, bereit zu, mag, habe lust, sehne mich, wunscht, willl, hab lust, einfach nur, konnt
');
call private.add_crisis_words('de', 'g', '
  werde, werd, vorhabe, habe vor, hab vor, plane, geplant, plan, beschlossen, entschieden, heute nacht, heute
  abend, kurz davor, wird, dann
');
call private.add_crisis_words('de', 't', '
  denke, denk, denke an, denk an, denke daran, denk dran, denke dran, gedanken, gedanke, daran gedacht,
  uberlege, uberleg, versucht, versuche, versuch, uberlegt, wie man, wie ich, nachgedacht, drang, druck,
  daruber nach, traume davon, stelle mir vor, stell mir vor, wieder, wieder angefangen, angefangen, muss
');
call private.add_crisis_words('de', 'n', '
  nicht, nich, nix, nichts, kein, keinen, keine, keinem, nie, niemals, ohne, nimmer, net
');
call private.add_crisis_words('de', 'j', '
  kann nicht, kann nich, ertrage es nicht, ertrag es nicht, halte es nicht, halt es nicht, halts nicht,
  schaffe es nicht, schaff es nicht, pack es nicht, kann so nicht
');
call private.add_crisis_words('de', 'f', '
  mehr, nie wieder, nie mehr, fur immer, so, langer, noch einen tag, morgen, aus, nochmal
');
call private.add_crisis_words('de', 'r', '
  grund, sinn, hoffnung, ausweg, kraft, zukunft, perspektive, zweck
');
call private.add_crisis_words('de', 'h', '
  mich schneiden, mich geschnitten, mich zu schneiden, schneide mich, schneid mich, ritze, ritzen, geritzt,
  mich ritzen, ritze mich, ritz mich, mich verletzen, mich selbst verletzen, mich zu verletzen, mich selbst
  verletzt, verletze mich, verletz mich, selbstverletz*, selbst verletzen, selbstverletzung, svv, mir
  wehtun, mir weh tun, mir wehzutun, mir selbst weh, mir selber weh, tu mir weh, tue mir weh, mich verbrennen,
  mich selbst schlagen, schlage mich, mich bestrafen, rasierklinge, rasierklingen, klinge, klingen, mich
  kratzen, mich blutig, kopf gegen die wand, arme aufgeschnitten, arm aufgeschnitten
');
call private.add_crisis_words('de', 'b', 'ohne mich, wenn ich gehe');
call private.add_crisis_words('de', '+', 'besser, besser dran, glucklicher, leichter, einfacher, froh, gut');
call private.add_crisis_words('de', 'e', '
  alle, allen, jeder, die welt, der welt, meine familie, meiner familie, meine kinder, meinen kindern, sie,
  ihr, euch, meine eltern, ihnen, meine frau, mein mann, leute
');
call private.add_crisis_words('de', 'k', '
  toten, tote, totschlagen, abstechen, erstechen, erschiessen, erwurgen, vergiften, verprugeln, abknallen,
  ermorden, kaltmachen, kalt machen, abschlachten, anzunden, wehtun, weh tun, verletzen, umbring, umbringe,
  schlagen, zusammenschlagen, uber den haufen, umlegen, bring ihn um, bring sie um, bringe ihn um, bringe sie
  um, was antun, etwas antun, amok, amoklauf
');
call private.add_crisis_words('de', 'o', '
  ihn, sie alle, ihm, jemanden, jemandem, meinen chef, meine frau, meinen mann, meinen ex, meine ex, meinen
  vater, meine mutter, meinen bruder, meinen nachbarn, den nachbarn, die nachbarn, meinem kind, meinen kindern,
  meine kinder, meine kollegen, leute, menschen, das schwein, den typen, meinen stiefvater, meinem baby, mein
  baby, meine familie, andere, anderen, meinen lehrer, die schule, der schule, meinen sohn, meine tochter,
  den kerl, meinen freund, meine freundin
');
call private.add_crisis_words('de', 'a', '
  kotzen, gekotzt, erbrechen, erbreche, erbrochen, ubergeben, ubergebe, abfuhrmittel, bulimie, bulimisch,
  magersucht, magersuchtig, fressanfall, fressanfalle, kotze, auskotzen, hungern, hungere, ausgekotzt
');
call private.add_crisis_words('de', 'm', '
  nach dem essen, nach jedem essen, nach jeder mahlzeit, alles was ich esse, jedes mal wenn ich esse, jede
  mahlzeit, finger in den hals, absichtlich, mich zu tode, bis ich verschwinde, jeden bissen
');
call private.add_crisis_words('de', 'y', '
  seit tagen nichts gegessen, tagen nichts gegessen, tage nichts gegessen, tagen nix gegessen, tage nix
  gegessen, esse nichts mehr, ess nichts mehr, esse nix mehr, esse gar nichts, aufgehort zu essen, nichts mehr
  essen, nie wieder essen, verdiene kein essen, verdiene es nicht zu essen, nicht verdient zu essen, angst vor
  dem essen, angst zu essen, kalorien am tag, nur wasser, nur noch wasser, finger in den hals, finger in hals,
  hungere mich, hunger mich, mich hungern, zum kotzen bringen, keinen ausweg, kein ausweg, sehe keinen ausweg,
  seh keinen ausweg, ausweglos, keine hoffnung, hoffnungslos, kann einfach nicht mehr, ich kann nicht mehr
  leben, kann und will nicht mehr, ich will nicht mehr, will einfach nicht mehr, ich mag nicht mehr, halte es
  nicht mehr aus, halt es nicht mehr aus, halts nicht mehr aus, ertrage es nicht mehr, ertrag das nicht mehr,
  ertrage das alles nicht, so nicht weiterleben, kann nicht mehr weiter, kann so nicht weiter, will verschwinden,
  einfach verschwinden, einfach weg sein, will weg sein, bin eine last, nur eine last, eine last fur, allen zur
  last, nur zur last, dass es aufhort, dass alles aufhort, dass der schmerz aufhort, dass es vorbei ist, dass
  alles vorbei ist, alles hat keinen sinn, hat alles keinen sinn, alles keinen sinn mehr, alles sinnlos, ist
  alles sinnlos, wozu leben, wozu noch leben, wozu noch, wozu das alles, habe aufgegeben, gebe auf mit allem,
  stimmen sagen, stimmen befehlen, eine dummheit, habe eine waffe, hab ne waffe, hab eine waffe, knarre, eine
  pistole, angst was ich tue, angst vor mir selbst, angst vor mir selber, angst dass ich mir, angst dass ich
  ihm, kann nicht mehr ich
');

-- Portuguese.
call private.add_crisis_words('pt', '.', '
  ao vivo, morto de fome, morta de fome, morto de cansaco, morta de cansaco, morto de sono, morta de sono,
  morto de rir, ponto morto, peso morto
');
call private.add_crisis_words('pt', 'Z', '
  de rir, de tanto rir, de fome, de frio, de calor, de sono, de amor, de vergonha, de medo, de inveja, de
  saudade, de saudades, de tedio, de cansaco, de preguica, de curiosidade, esquadrao suicida, prevencao do
  suicidio, prevencao ao suicidio, filme, serie, musica, livro, jogo, partida, a fome, o tempo, tempo, a aula,
  aula, a saudade, a sede, saudades, dois coelhos, documentario, podcast, cozinhando, cozinha, cebola, barba,
  fase
');
call private.add_crisis_words('pt', 'z', '
  kkk*, kk, k, rsrs*, haha*, lol, brincadeira, brincando, zoeira, treino, treinando, treinar, agachamento*,
  burpees, flexoes, abdominais, pernas, panturrilha, academia, ginasio, cardio, maratona, correr, corrida,
  correndo, ladeira, subida, bike, bicicleta, nadar, natacao, km, quilometros, yoga, joelho, tornozelo, costas,
  segunda, reuniao, prova, provas, exame, exames, licao, dieta, chocolate, pizza, acucar, cigarro, fumar,
  trabalhando, trabalhar, trabalho, estudando, estudar, calor, bateria, celular, telemovel, transito, spinning
');
call private.add_crisis_words('pt', 'x', '
  queria estar morto, queria estar morta, estar morto, estar morta, melhor morto, melhor morta, preferia estar
  morto, preferia estar morta, nunca ter nascido, nao ter nascido, nao tivesse nascido, nunca tivesse nascido,
  nao acordar mais, nunca mais acordar, nao acordar nunca mais, nao acordasse, nao acordar amanha, nao acorde,
  dormir e nao acordar, dormir para sempre, dormir pra sempre, carta de despedida, cartas de despedida, carta
  de suicidio, adeus para sempre, adeus pra sempre, minha ultima noite, meu ultimo dia, quando eu nao estiver,
  quando eu morrer, quando eu me for, se eu morrer, se eu morresse, se eu sumisse, se eu nao estivesse, se eu
  nao existisse, se eu desaparecesse, ninguem sentiria minha falta, ninguem sentiria a minha falta, ninguem vai
  sentir minha falta, ninguem vai sentir a minha falta, sentir minha falta, sentir a minha falta, tomei todos os
  comprimidos, tomei todos os remedios, tomar todos os comprimidos, tomar todos os remedios, todos os
  comprimidos, todos os remedios, uma cartela inteira, cartela inteira, caixa de comprimidos, caixa de remedios,
  caixa inteira, frasco inteiro, overdose, sobredose, cortar os pulsos, cortar meus pulsos, corto os pulsos,
  abrir os pulsos, me jogar da ponte, me jogar de uma ponte, jogar da ponte, me jogar da janela, me jogar do
  predio, me jogar na frente, jogar na frente, me jogar embaixo, atirar-me da ponte, atirar me da ponte, atirar
  me de uma ponte, atirar me para, atirar me da janela, atirar me ao, pular da ponte, pular de uma ponte, pular
  da janela, pular do predio, saltar da ponte, saltar da janela, saltar de uma ponte, na linha do trem, na linha
  do comboio, na frente do trem, na frente de um, frente do comboio, dar um tiro na cabeca, tiro na cabeca, tiro
  na minha cabeca, um tiro em mim, uma corda, a corda, bater o carro, jogar o carro, nao vale a pena viver, a
  vida nao vale, minha vida nao vale, vida nao faz sentido, vida nao tem sentido, minha vida nao tem, vida
  perdeu o sentido, viver nao faz sentido, nao faz sentido viver, nao vejo sentido na vida, nao vejo sentido em
  viver, nao tenho motivo para viver, nao tenho motivos para viver, nao tenho razao para viver, nao tenho razoes
  para viver, motivo pra viver, motivos pra viver, razao pra viver, nao tenho vontade de viver, sem vontade de
  viver, perdi a vontade de viver, vontade de morrer, vontade de me matar, vontade de sumir para sempre, cansei
  de viver, cansado de viver, cansada de viver, farto de viver, farta de viver, nao mereco viver, mereco morrer,
  devia estar morto, devia estar morta, devia morrer, deveria morrer, ir embora deste mundo, sair deste mundo,
  deixar este mundo, deste mundo, desse mundo, diz a minha mae, diga a minha mae, diga pra minha mae, fala pra
  minha mae, cuida dos meus filhos, cuidem dos meus, cuida da minha, sumir para sempre, sumir pra sempre,
  desaparecer para sempre, desaparecer pra sempre, deixar de existir, parar de existir, deixar de viver, parar
  de viver, nao existir mais, nao existir, desistir da vida, desisti da vida, desisto da vida
');
call private.add_crisis_words('pt', 'q', '
  me matar, matar me, mematar, matarme, me mato, mato me, me mata, vou me matar, suicidar me, me suicidar,
  suicidarme, suicido me, tirar minha vida, tirar a minha vida, tirar minha propria vida, tirar a minha propria
  vida, tirar a propria vida, acabar com minha vida, acabar com a minha vida, acabar com tudo, acabar com a vida,
  acabar com isso tudo, acabar comigo, por fim a minha vida, por fim na minha vida, por um fim na minha vida, por
  fim a tudo, por um fim a tudo, por um fim em tudo, por um fim nisso, dar fim na minha vida, dar fim a minha
  vida, dar um fim na minha vida, dar um fim em tudo, terminar com tudo, terminar com a minha vida, terminar
  minha vida, me enforcar, enforcar me, me afogar, afogar me, me envenenar, envenenar me, me dar um tiro, dar me
  um tiro, cometer suicidio, cometer suicidiu, por termo a vida, por termo a minha vida, pôr fim à vida
');
call private.add_crisis_words('pt', 's', 'suicidio, suicida, suicidas, suicid*, suisid*, sucid*');
call private.add_crisis_words('pt', 'd', '
  morrer, morre, morro, a morte, minha morte, morte, nao acordar, nao viver, nao estar viva, nao estar vivo,
  morrese, morresse, morer
');
call private.add_crisis_words('pt', 'l', '
  viver, vivendo, a viver, continuar vivo, continuar viva, continuar vivendo, continuar a viver, existir, estar
  vivo, estar viva, ficar vivo, seguir vivendo, vivo, viva, estar neste mundo, estar nesse mundo, a vida, vida
');
call private.add_crisis_words('pt', 'c', '
  estar aqui, acordar, continuar, seguir, seguir em frente, continuar assim, ficar aqui, levantar, lutar
');
call private.add_crisis_words('pt', 'w', '
  quero, kero, qro, quer, queria, keria, qria, gostava de, gostaria de, desejo, desejava, prefiro, preferia,
  espero, tomara que eu, tomara que, oxala, vontade de, preciso, pronto para, pronta para, so queria, pronto pra,
  pronta pra
');
call private.add_crisis_words('pt', 'g', '
  vou, vo, irei, planejo, planeio, pretendo, decidi, plano para, plano pra, prestes a, hoje eu, hoje a noite,
  penso, esta noite, ainda vou
');
call private.add_crisis_words('pt', 't', '
  pensando em, pensar em, penso em, pensei em, pensamentos, pensamento, a pensar em, ideias, ideia de, tentei,
  tentar, tentativa, tentativa de, tentativas, impulso de, sinto, imagino, sonho em, como, maneiras de, formas
  de, voltei a, voltei, voltar a, comecei a, penso todos os dias em, ando a
');
call private.add_crisis_words('pt', 'n', 'nao, n, nunca, jamais, nada, sem, nenhum, nenhuma, num, naum, ñ');
call private.add_crisis_words('pt', 'j', '
  nao consigo, nao aguento, nao suporto, nao posso, nao da para, nao da pra, n aguento, n consigo, ja nao
  aguento, ja nao consigo
');
call private.add_crisis_words('pt', 'f', '
  mais, nunca mais, para sempre, pra sempre, assim, de novo, outra vez, um dia mais, mais um dia, amanha
');
call private.add_crisis_words('pt', 'r', '
  razao, razoes, motivo, motivos, sentido, esperanca, saida, forcas, forca, pra que, para que, futuro
');
call private.add_crisis_words('pt', 'h', '
  me cortar, cortar me, me corto, corto me, me cortei, cortei me, me cortando, a cortar me, me machucar,
  me machuco, me machucando, magoar me, me magoar, me ferir, ferir me, automutil*, auto mutil*, autolesao,
  autolesoes, me queimar, queimar me, me queimo, me bater, bater em mim, me bato, me punir, castigar me, lamina,
  laminas, gilete, giletes, me arranhar, arranhar me, fazer mal a mim, me furar, fazer me mal, me mutil*,
  mutilar me, me aleijar
');
call private.add_crisis_words('pt', 'b', 'sem mim, se eu fosse embora, se eu for embora');
call private.add_crisis_words('pt', '+', 'melhor, melhores, feliz, felizes, bem, facil, aliviados');
call private.add_crisis_words('pt', 'e', '
  todos, todo mundo, toda a gente, o mundo, minha familia, a minha familia, meus filhos, os meus filhos, meus
  pais, eles, ficariam, estariam, as pessoas, voces, ficaria, estaria
');
call private.add_crisis_words('pt', 'k', '
  matar, esfaquear, estrangular, envenenar, assassinar, dar um tiro, machucar, magoar, espancar, agredir, ferir,
  fazer mal a, acabar com, degolar, bater, mato
');
call private.add_crisis_words('pt', 'K', '
  mata lo, mata la, mata los, matalo, matar ele, matar ela, matar eles, esfaquear ele, esfaquea lo, esfaquea la,
  machucar ele, machucar ela, magoa lo, magoa la, fazer lhe mal, estrangula lo, estrangula la, dar um tiro nele,
  dar um tiro nela, acabar com a vida dele, acabar com a vida dela, matar todo mundo, dar lhe um tiro
');
call private.add_crisis_words('pt', 'o', '
  alguem, meu chefe, o meu chefe, minha mulher, a minha mulher, meu marido, o meu marido, meu ex, minha ex, o meu
  ex, a minha ex, meu pai, o meu pai, minha mae, a minha mae, meu irmao, meu padrasto, o meu padrasto, meu
  vizinho, o meu vizinho, meus filhos, os meus filhos, meus colegas, pessoas, gente, aquele, aquela, meu
  namorado, minha namorada, meu bebe, o meu bebe, meu filho, minha filha, todos, minha esposa, minha familia
');
call private.add_crisis_words('pt', 'a', '
  vomitar, vomito, vomitei, vomitando, purgar, purga, laxante, laxantes, bulimia, bulimica, anorexia, compulsao,
  provocar, provoco, forco, botar pra fora
');
call private.add_crisis_words('pt', 'm', '
  depois de comer, apos comer, depois das refeicoes, depois de cada refeicao, tudo o que como, tudo que como,
  cada refeicao, cada vez que como, toda vez que como, sempre que como, dedo, dedos, a comida, provocar, provoco,
  me forco
');
call private.add_crisis_words('pt', 'y', '
  dias sem comer, ha dias sem comer, sem comer nada, sem comer ha, sem comer desde, parei de comer, deixei de
  comer, parar de comer, deixar de comer, nao como nada, nao como ha, nao comi nada, nao mereco comer, medo de
  comer, passo fome, passar fome, passando fome, calorias por dia, so agua, dedo na garganta, dedos na garganta,
  provocar o vomito, provoco o vomito, forcar o vomito, forco o vomito, nao ha saida, nao tem saida, nao vejo
  saida, sem saida, nao aguento mais, ja nao aguento, ja nao aguento mais, n aguento mais, nao aguento mais
  viver, nao consigo mais, nao consigo continuar, nao posso mais, nao quero continuar, quero desaparecer, quero
  sumir, so quero sumir, so queria sumir, queria sumir, queria desaparecer, vontade de sumir, vontade de
  desaparecer, sou um peso, so um peso, um peso para, um peso pra, um fardo, que tudo acabe, que isto acabe, que
  isso acabe, que acabe tudo, que a dor pare, que a dor acabe, sem esperanca, nao tenho esperanca, perdi a
  esperanca, nada faz sentido, mais nada faz sentido, nada mais faz sentido, para que viver, pra que viver, pra
  que continuar, desisti de tudo, desistir de tudo, fazer uma besteira, fazer uma loucura, fazer uma asneira,
  vozes que me, as vozes, tenho uma arma, comprei uma arma, arranjar uma arma, levar uma arma, medo do que posso
  fazer, medo de mim, medo de me fazer, fazer algo comigo, fazer alguma coisa comigo
');
