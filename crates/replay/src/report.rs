//! The page: tables and where the pictures stand.

use std::fmt::Write as _;

use crate::{parameters::Parameters, tally::World, time::Seconds, worlds::Worlds};

/// A run with one number changed; `None`: with none.
pub(crate) struct Varied {
    pub(crate) what: Option<(String, f64)>,
    pub(crate) worlds: Worlds,
}

/// The whole page, in Markdown.
pub(crate) fn page(parameters: &Parameters, worlds: &Worlds, varied: &[Varied]) -> String {
    let run = &parameters.run;
    let mut page = format!(
        "# 2022, played again\n\
         Written by `make replay`; the same model gives the same page. {} practices bill for {} days from {}; their\n\
         provider closes POP on {}. Everybody has the same days, the same reactions and the same luck in three worlds:\n\
         without Vigie, watched by it, and behind its relay.\n\n\
         Vigie's part is its own code: the agent's schedule of checks, the rules of health, alarms and quiet hours, the rule of\n\
         48 and 96 hours, and what may be claimed of lots. The rest is a model, and every number of it stands in\n\
         [parameters.toml](../crates/replay/parameters.toml); most of them are guesses. Not in the model: the early warning\n\
         (it has a simulation of its own), mailboxes that fill up, sending that fails, and whatever support pushes.\n\n",
        thousands(u64::from(run.practices)),
        run.days,
        run.begins,
        run.closes.strftime("%-d %B %Y at %H:%M"),
    );
    table(&mut page, worlds);
    page.push_str(
        "\nUnpaid practice-days: days on which a payment return was late by more than a day of the first collection that could\n\
         have had it, or a lot was treated by hand.\n\
         A return is missed when the billing software never had it; Vigie sees it all the same where the old mailbox was\n\
         given its new password. A false alarm is one that nothing at the provider or the caisses was a reason for.\n\n\
         ![Practices that know](pictures/replay-knows.svg)\n\
         ![Lots sent again for nothing](pictures/replay-again.svg)\n\
         ![Practices that are not paid](pictures/replay-unpaid.svg)\n\n\
         ## What hangs on the guesses\n",
    );
    let practices = varied.first().map_or(0, |run| run.worlds.alone.practices);
    let _ = writeln!(
        page,
        "The least certain numbers, one at a time, over {} practices: half and twice what the model says.\n\n\
         | changed | knows after, median: without | with Vigie | sent for nothing: without | watched | relay | returns missed: without | watched | relay |\n\
         |---|---|---|---|---|---|---|---|---|",
        thousands(practices),
    );
    for run in varied {
        let name = run.what.as_ref().map_or_else(
            || "nothing".to_owned(),
            |(name, factor)| format!("{name} × {factor}"),
        );
        let Worlds {
            alone,
            watched,
            relayed,
        } = &run.worlds;
        let knows = |world: &World| span(world.percentile(&world.knew_after, 50));
        let counts = [
            alone.sent_for_nothing,
            watched.sent_for_nothing,
            relayed.sent_for_nothing,
            alone.missed,
            watched.missed,
            relayed.missed,
        ];
        let counts: Vec<String> = counts.into_iter().map(thousands).collect();
        let _ = writeln!(
            page,
            "| {name} | {} | {} | {} |",
            knows(alone),
            knows(watched),
            counts.join(" | ")
        );
    }
    page
}

fn table(page: &mut String, worlds: &Worlds) {
    type Row<'a> = (&'a str, Box<dyn Fn(&World) -> String>);
    let all = [&worlds.alone, &worlds.watched, &worlds.relayed];
    let percentile = |of: fn(&World) -> &[Seconds], percent| {
        Box::new(move |world: &World| span(world.percentile(of(world), percent)))
            as Box<dyn Fn(&World) -> String>
    };
    let count = |of: fn(&World) -> u64| {
        Box::new(move |world: &World| thousands(of(world))) as Box<dyn Fn(&World) -> String>
    };
    let knew: fn(&World) -> &[Seconds] = |world| &world.knew_after;
    let moved: fn(&World) -> &[Seconds] = |world| &world.moved_after;
    let days = worlds.alone.unpaid_on.len();
    let rows: Vec<Row<'_>> = vec![
        (
            "knows after the closure: half of the practices",
            percentile(knew, 50),
        ),
        ("… nine of ten", percentile(knew, 90)),
        (
            "a mailbox works again: half of the practices",
            percentile(moved, 50),
        ),
        ("… nine of ten", percentile(moved, 90)),
        ("lots", count(|world| world.lots)),
        (
            "lots sent again for nothing",
            count(|world| world.sent_for_nothing),
        ),
        ("rejects « 1070 / déjà reçu »", count(|world| world.rejects)),
        ("lots treated by hand", count(|world| world.manual)),
        ("returns missed", count(|world| world.missed)),
        (
            "… of which Vigie saw",
            count(|world| world.missed_and_named),
        ),
        ("unpaid practice-days", count(|world| world.unpaid_days)),
        (
            "notifications per practice",
            Box::new(|world| ratio(world.notifications, world.practices)),
        ),
        (
            "false alarms per practice and year",
            Box::new(move |world| {
                ratio(
                    world.false_alarms * 365,
                    world.practices * days.max(1) as u64,
                )
            }),
        ),
    ];
    page.push_str("| | without Vigie | watched | relay |\n|---|---|---|---|\n");
    for (name, of) in rows {
        let cells: Vec<String> = all.iter().map(|world| of(world)).collect();
        let _ = writeln!(page, "| {name} | {} |", cells.join(" | "));
    }
}

/// A length of time as a person says it; a dash where too few ever came so far.
fn span(seconds: Option<Seconds>) -> String {
    #[expect(clippy::cast_precision_loss, reason = "seconds of a year")]
    match seconds {
        None => "never".to_owned(),
        Some(seconds) if seconds < 2 * 3_600 => format!("{} min", seconds / 60),
        Some(seconds) if seconds < 48 * 3_600 => format!("{:.1} h", seconds as f64 / 3_600.0),
        Some(seconds) => format!("{:.1} days", seconds as f64 / 86_400.0),
    }
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn ratio(count: u64, of: u64) -> String {
    format!("{:.2}", count as f64 / of.max(1) as f64)
}

fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worlds::play;

    fn small() -> Parameters {
        let mut parameters = Parameters::parse(Parameters::BUILT_IN).unwrap();
        parameters.run.practices = 60;
        parameters
    }

    #[test]
    fn the_same_model_gives_the_same_page() {
        let parameters = small();
        let (one, two) = (play(&parameters, 60), play(&parameters, 60));
        assert_eq!(one, two);
        assert_eq!(page(&parameters, &one, &[]), page(&parameters, &two, &[]));
    }

    #[test]
    fn another_seed_gives_another_story_of_the_same_kind() {
        let mut parameters = small();
        let one = play(&parameters, 60);
        parameters.run.seed += 1;
        let two = play(&parameters, 60);
        assert_ne!(one, two);
        for worlds in [one, two] {
            let Worlds {
                alone,
                watched,
                relayed,
            } = worlds;
            assert!(alone.sent_for_nothing > watched.sent_for_nothing);
            assert!(watched.missed > relayed.missed);
            assert_eq!(watched.knew_after, relayed.knew_after);
            assert!(
                alone.percentile(&alone.knew_after, 50)
                    > watched.percentile(&watched.knew_after, 50)
            );
            assert_eq!(alone.notifications, 0);
        }
    }

    #[test]
    fn figures_read_as_people_say_them() {
        assert_eq!(thousands(1_234_567), "1,234,567");
        assert_eq!(span(Some(90 * 60)), "90 min");
        assert_eq!(span(Some(30 * 3_600)), "30.0 h");
        assert_eq!(span(Some(72 * 3_600)), "3.0 days");
        assert_eq!(span(None), "never");
    }
}
