//! `vigie-support withdraw`: proposes what is published, without some documents.

use jiff::Timestamp;
use vigie_config::PracticeNumber;
use vigie_domain::text::Text;
use vigie_steering::{PracticeList, layout};

use crate::{
    Outcome,
    arguments::Withdraw,
    proposal::{self, Content, Draft},
    repository::{Files, State},
    sign,
    terminal::Terminal,
    trouble::{Trouble, path_arg},
};

pub(crate) fn run(
    asked: &Withdraw,
    now: Timestamp,
    terminal: &mut Terminal,
) -> Result<Outcome, Trouble> {
    let published = Files::of(&asked.published);
    let base = State::read(&published)?;
    if base.last.is_none() {
        return Err(Trouble::NothingPublished);
    }
    let note = sign::note(asked.note.as_deref())?;
    let mut content = proposal::published_content(&published, &base)?;
    for id in &asked.id {
        let removed = layout::document(id).and_then(|name| content.targets.remove(&name));
        removed.ok_or_else(|| Trouble::NoSuchDocument(id.clone()))?;
    }
    for number in &asked.practice {
        withdraw_practice(&mut content, number)?;
    }
    if asked.id.is_empty() && asked.practice.is_empty() {
        return Err(Trouble::NothingNew);
    }
    let targets = proposal::list_of_documents(&base, &content, note, now)?;
    let draft = Draft {
        root: None,
        targets: Some((targets, content)),
    };
    draft.write(&published, &base, &asked.proposal)?;
    let path = path_arg(&asked.proposal);
    terminal.say("", &Text::new("support-withdraw-made").with("path", path))?;
    Ok(Outcome::Well)
}

fn withdraw_practice(content: &mut Content, number: &PracticeNumber) -> Result<(), Trouble> {
    let none = || Trouble::NoSuchDocument(number.to_string());
    let name = layout::practice_list(&layout::bin(number));
    let octets = content.targets.get(&name).ok_or_else(none)?;
    let mut list = PracticeList::read(octets).map_err(|_| none())?;
    let files = list.files(number).to_vec();
    if files.is_empty() {
        return Err(none());
    }
    for file in files {
        content.sealed.remove(&layout::sealed_file(&file.sha256));
    }
    list.set(number, Vec::new()).map_err(|_| none())?;
    if list.is_empty() {
        content.targets.remove(&name);
    } else {
        content.targets.insert(name, list.write());
    }
    Ok(())
}
