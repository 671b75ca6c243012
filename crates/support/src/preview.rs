//! `vigie-support preview`: what one practice would see.

use std::io;

use jiff::{Timestamp, civil::Date, tz::TimeZone};
use vigie_config::{
    Approvals, BuiltIn, DocumentSet, Effective, Practice, Ruled, Said, Standing,
    document::{Action, QuietSpan, Severity},
};
use vigie_domain::{
    book::deadline::Deadline,
    calendar::Region,
    text::{Text, TextArg},
};

use crate::{Outcome, arguments::Preview, codes, faults, files, terminal::Terminal};

pub(crate) fn run(asked: &Preview, now: Timestamp, terminal: &mut Terminal) -> io::Result<Outcome> {
    let mut files = match files::read(&asked.path) {
        Ok(files) => files,
        Err(unreadable) => {
            faults::unreadable(&unreadable, terminal);
            return Ok(Outcome::Unreadable);
        }
    };
    // Whom a document is sealed to is its author's business, not the practice's.
    if let Err(trouble) = codes::take(&mut files) {
        return Ok(trouble.tell(terminal));
    }
    let read = match DocumentSet::check(&files) {
        Ok(read) => read,
        Err(found) => {
            faults::faults(&found, terminal);
            return Ok(Outcome::Refused);
        }
    };
    let mut practice = practice(asked);
    let region = practice.department.as_deref().map(Region::of_department);
    let zone = TimeZone::get(region.unwrap_or(Region::Metropole).zone_name());
    terminal.in_zone(zone.unwrap_or(TimeZone::UTC));
    let now = asked.at.unwrap_or(now);
    let built_in = BuiltIn::of_this_release();
    let none = Approvals::default();
    // Which provider a mailbox has can follow from the documents themselves.
    let table = Effective::of(&built_in, &read.set, &practice, &none, now).providers;
    let ids = practice
        .domains
        .iter()
        .filter_map(|domain| table.by_domain(domain));
    practice.providers = ids.map(|provider| provider.id.clone()).collect();
    let seen = Effective::of(&built_in, &read.set, &practice, &none, now);
    let text = Text::new("support-preview")
        .with("practice", TextArg::Words(practice.number.to_string()))
        .with("now", TextArg::Time(now));
    terminal.say("", &text)?;
    bulletins(&seen, terminal)?;
    settings(&seen, terminal)?;
    providers(&seen, now, terminal)?;
    other(&seen, terminal)?;
    faults::remarks(&seen.remarks, terminal)?;
    Ok(Outcome::Well)
}

fn practice(asked: &Preview) -> Practice {
    let domains: Vec<String> = asked
        .domain
        .iter()
        .map(|d| d.to_ascii_lowercase())
        .collect();
    Practice {
        number: asked.practice.clone(),
        providers: Vec::new(),
        domains,
        software: asked.software.iter().cloned().collect(),
        department: asked
            .department
            .as_ref()
            .map(|number| number.to_ascii_uppercase()),
        version: asked.version,
    }
}

fn bulletins(seen: &Effective, terminal: &mut Terminal) -> io::Result<()> {
    heading("support-preview-bulletins", terminal)?;
    if seen.bulletins.is_empty() {
        return terminal.say("  ", &Text::new("support-preview-none"));
    }
    for standing in &seen.bulletins {
        bulletin(standing, terminal)?;
    }
    Ok(())
}

fn bulletin(standing: &Standing, terminal: &mut Terminal) -> io::Result<()> {
    let bulletin = &standing.bulletin;
    let severity = match bulletin.severity {
        Severity::Incident => "support-preview-incident",
        Severity::Advice => "support-preview-advice",
    };
    let severity = terminal.words(&Text::new(severity));
    let title = terminal.said(&bulletin.title);
    terminal.line(&format!("  [{severity}] {title}"))?;
    for paragraph in terminal.paragraphs(&bulletin.text) {
        terminal.line(&format!("    {paragraph}"))?;
    }
    let words = |words: &str| TextArg::Words(words.to_owned());
    let action = bulletin.action.as_ref().map(|action| match action {
        Action::Assistant => Text::new("support-preview-assistant"),
        Action::Page(page) => Text::new("support-preview-page").with("page", words(page)),
        Action::Call(number) => Text::new("support-preview-call").with("number", words(number)),
    });
    if let Some(action) = action {
        terminal.say("    → ", &action)?;
    }
    let until = TextArg::Time(bulletin.until);
    terminal.say(
        "    ",
        &Text::new("support-preview-until").with("until", until),
    )
}

fn settings(seen: &Effective, terminal: &mut Terminal) -> io::Result<()> {
    heading("support-preview-settings", terminal)?;
    let number = |value: u16| TextArg::Number(value.into());
    let settings = &seen.settings;
    let mut lines: Vec<(Text, Option<Said>)> = Vec::new();
    if let Some(ruled) = &settings.interval_minutes {
        let text = Text::new("support-preview-interval").with("minutes", number(ruled.value));
        lines.push(line(text, ruled));
    }
    if let Some(ruled) = &settings.quiet_hours {
        let QuietSpan { from, until } = ruled.value;
        let text = Text::new("support-preview-quiet")
            .with("from", number(from.into()))
            .with("until", number(until.into()));
        lines.push(line(text, ruled));
    }
    if let Some(ruled) = &settings.session_cap_s {
        let text = Text::new("support-preview-session-cap").with("seconds", number(ruled.value));
        lines.push(line(text, ruled));
    }
    if let Some(ruled) = &settings.transition_days {
        let text = Text::new("support-preview-transition").with("days", number(ruled.value));
        lines.push(line(text, ruled));
    }
    if let Some(ruled) = &seen.acknowledgement {
        let text = Text::new(match ruled.value {
            Deadline::FortyEightHours => "support-preview-forty-eight-hours",
            Deadline::TwoWorkingDays => "support-preview-two-working-days",
        });
        lines.push(line(text, ruled));
    }
    let thresholds = seen.thresholds;
    let values = [
        (
            "support-preview-certificate-warning",
            thresholds.certificate_warning_days.map(u16::from),
        ),
        (
            "support-preview-full-from",
            thresholds.full_from_percent.map(u16::from),
        ),
        (
            "support-preview-uncollected",
            thresholds.uncollected_working_days,
        ),
        (
            "support-preview-first-reminder",
            thresholds.first_reminder_hours.map(u16::from),
        ),
    ];
    for (key, value) in values {
        if let Some(value) = value {
            lines.push((Text::new(key).with("value", number(value)), None));
        }
    }
    if lines.is_empty() {
        return terminal.say("  ", &Text::new("support-preview-none"));
    }
    for (text, managed) in lines {
        terminal.say("  ", &text)?;
        if let Some(reason) = managed {
            let label = terminal.words(&Text::new("support-preview-managed"));
            let reason = terminal.said(&reason).to_owned();
            terminal.line(&format!("    {label} {reason}"))?;
        }
    }
    Ok(())
}

fn line<T>(text: Text, ruled: &Ruled<T>) -> (Text, Option<Said>) {
    (text, ruled.managed.clone())
}

fn providers(seen: &Effective, now: Timestamp, terminal: &mut Terminal) -> io::Result<()> {
    heading("support-preview-providers", terminal)?;
    let today = terminal.zone().to_datetime(now).date();
    let mut any = false;
    for provider in seen.providers.providers() {
        if seen.pushed.providers.contains(&provider.id) {
            any = true;
            let servers = provider.pop_servers.iter().chain(&provider.smtp_servers);
            let servers: Vec<String> = servers
                .map(|server| format!("{}:{}", server.host, server.port))
                .collect();
            let text = Text::new("support-preview-provider")
                .with("name", TextArg::Words(provider.name.clone()))
                .with("servers", TextArg::Words(servers.join(", ")));
            terminal.say("  ", &text)?;
        }
    }
    for closure in &seen.closures {
        if let Some(since) = seen.pop_closed_since(&closure.provider, today) {
            any = true;
            let known = seen.providers.by_id(&closure.provider);
            let name = known.map_or(&closure.provider, |provider| &provider.name);
            let text = Text::new("support-preview-closed")
                .with("name", TextArg::Words(name.clone()))
                .with("since", TextArg::Time(beginning(since, terminal.zone())));
            terminal.say("  ", &text)?;
        }
    }
    if any {
        Ok(())
    } else {
        terminal.say("  ", &Text::new("support-preview-none"))
    }
}

fn other(seen: &Effective, terminal: &mut Terminal) -> io::Result<()> {
    heading("support-preview-other", terminal)?;
    let mut lines = Vec::new();
    for (key, ids) in [
        ("support-preview-rules", &seen.pushed.rules),
        ("support-preview-profiles", &seen.pushed.profiles),
    ] {
        if !ids.is_empty() {
            let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
            lines.push(Text::new(key).with("ids", TextArg::Words(ids.join(", "))));
        }
    }
    if let Some(release) = &seen.release {
        let text = Text::new("support-preview-release")
            .with("version", TextArg::Words(release.version.to_string()))
            .with("page", TextArg::Words(release.page.clone()));
        lines.push(text);
    }
    if let Some(mailbox) = &seen.recommended {
        let text = Text::new("support-preview-recommended")
            .with("domain", TextArg::Words(mailbox.domain.clone()))
            .with("server", TextArg::Words(mailbox.pop.server.to_string()));
        lines.push(text);
    }
    if let Some(reason) = &seen.diagnostics {
        let reason = TextArg::Words(terminal.said(reason).to_owned());
        lines.push(Text::new("support-preview-diagnostics").with("reason", reason));
    }
    if lines.is_empty() {
        lines.push(Text::new("support-preview-none"));
    }
    lines.iter().try_for_each(|text| terminal.say("  ", text))
}

fn heading(key: &str, terminal: &mut Terminal) -> io::Result<()> {
    terminal.line("")?;
    terminal.say("", &Text::new(key))
}

fn beginning(day: Date, zone: &TimeZone) -> Timestamp {
    day.to_zoned(zone.clone())
        .map_or(Timestamp::UNIX_EPOCH, |zoned| zoned.timestamp())
}
