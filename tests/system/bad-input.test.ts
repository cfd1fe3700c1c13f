/** What an app is told when somebody enters what cannot be, as its client library hands it over. */
import assert from "node:assert/strict";
import { type AppClient, signUp } from "../../local/app-client.ts";
import { phone, withWorld } from "./world.ts";

/** An answer of the client library. */
interface Answer {
  error: { code: string; message: string } | null;
}

/** The database's own words: the local REST server puts the name of its driver's error first. */
const wordsOf = ({ error }: Answer) => error?.message.replace(/^PostgresError: /, "");

Deno.test("bad input", (t) =>
  withWorld({}, async (world) => {
    const { sql } = world;
    const account = (name: string) => ({
      ...{ email: `${name}@example.com`, password: "a long enough password", displayName: name },
    });
    const maya = await signUp(world.apiUrl, account("Maya"));
    const noah = await signUp(world.apiUrl, account("Noah"));
    try {
      const contact = {
        ...{ user_id: maya.id, name: "Ana", phone: phone(0) },
        ...{ relationship: "coach", timezone: "Europe/Berlin" },
      };
      const goal = { user_id: maya.id, title: "Run", weekly_target: 3 };
      assert.equal((await maya.client.from("contacts").insert(contact)).error, null);
      const { data: run, error } = await maya.client.from("goals").insert(goal).select().single();
      assert.equal(error, null);
      const activity = {
        ...{ user_id: maya.id, goal_id: run!.id, amount: 1 },
        occurred_at: "2026-06-14T05:00:00Z",
      };
      assert.equal((await maya.client.from("activities").insert(activity)).error, null);

      /** Everything that people write. */
      const everything = () =>
        sql`
          select
            (select json_agg(users order by id) from public.users) as users,
            (select json_agg(preferences order by user_id)
              from public.notification_preferences as preferences) as preferences,
            (select json_agg(contacts order by id) from public.contacts) as contacts,
            (select json_agg(goals order by id) from public.goals) as goals,
            (select json_agg(activities order by id) from public.activities) as activities`;
      const before = [...await everything()];

      const cases: Record<string, [(client: AppClient) => PromiseLike<Answer>, message: string]> = {
        "an unknown zone": [
          (app) =>
            app.from("notification_preferences").update({ timezone: "Mars/Olympus" })
              .eq("user_id", maya.id),
          'Cannot save the preferences: timezone "Mars/Olympus" is not the time zone of a place',
        ],
        "a fixed offset": [
          (app) => app.from("contacts").update({ timezone: "Etc/GMT+5" }).eq("user_id", maya.id),
          'Cannot save the contact: timezone "Etc/GMT+5" is not the time zone of a place',
        ],
        "no day of the week": [
          (app) =>
            app.from("notification_preferences").update({ send_day: "Someday" })
              .eq("user_id", maya.id),
          'Cannot save the preferences: send_day "Someday" is not a day of the week',
        ],
        "no E.164 number": [
          (app) => app.from("contacts").insert({ ...contact, phone: "0202 5550101" }),
          'Cannot save the contact: phone "0202 5550101" is not a number in E.164',
        ],
        "the same contact again": [
          (app) => app.from("contacts").insert({ ...contact, name: "Ana again" }),
          `Cannot save the contact: phone "${phone(0)}" is the number of another contact already`,
        ],
        "a negative amount": [
          (app) => app.from("activities").insert({ ...activity, amount: -3 }),
          'Cannot save the activity: amount "-3" is not a number above 0 and below 1000000',
        ],
        "an activity in 2050": [
          (app) =>
            app.from("activities").insert({ ...activity, occurred_at: "2050-01-01T00:00:00Z" }),
          'Cannot save the activity: occurred_at "2050-01-01 00:00:00+00" is not a moment that ' +
          "has come",
        ],
        "a good activity beside a bad one": [
          (app) => app.from("activities").insert([activity, { ...activity, amount: 0 }]),
          'Cannot save the activity: amount "0" is not a number above 0 and below 1000000',
        ],
        "a name of 2,000 characters": [
          (app) => app.from("users").update({ display_name: "M".repeat(2_000) }).eq("id", maya.id),
          `Cannot save the user: display_name "${"M".repeat(60)}…" (2000 characters) is not a ` +
          "name of 1 to 100 characters",
        ],
        "a goal of nothing": [
          (app) => app.from("goals").insert({ ...goal, weekly_target: 0 }),
          'Cannot save the goal: weekly_target "0" is not a number above 0 and below 1000000',
        ],
      };
      for (const [what, [attempt, message]] of Object.entries(cases)) {
        await t.step(`${what} is refused by field and value, and nothing changes`, async () => {
          assert.equal(wordsOf(await attempt(maya.client)), message);
          assert.deepEqual([...await everything()], before);
        });
      }

      await t.step("a stranger learns nothing about the rows of others", async () => {
        const strangersContact = (number: string) =>
          noah.client.from("contacts").insert({ ...contact, phone: number });
        const [known, unknown] = [
          await strangersContact(phone(0)),
          await strangersContact(phone(1)),
        ];
        assert.equal(known.error?.code, "42501");
        assert.deepEqual(known.error, unknown.error, "whom Maya knows");

        const strangersActivity = async (goalId: string) => {
          const answer = await noah.client.from("activities")
            .insert({ ...activity, user_id: noah.id, goal_id: goalId });
          return wordsOf(answer)?.replace(goalId, "<goal>");
        };
        const noGoal = crypto.randomUUID();
        assert.equal(
          await strangersActivity(run!.id),
          'Cannot save the activity: goal_id "<goal>" is not a goal of this user',
        );
        assert.equal(
          await strangersActivity(run!.id),
          await strangersActivity(noGoal),
          "whether a goal is somebody's",
        );
        assert.deepEqual([...await everything()], before);
      });
    } finally {
      await Promise.all([maya, noah].map(({ client }) => client.auth.signOut()));
    }
  }));
