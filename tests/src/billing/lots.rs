//! Lots: sent from the outbox, followed, sent again.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use vigie_domain::book::lot::LotReference;

use super::{
    Billing, Round, RoundError,
    follow_up::{self, Due, FollowUp, Followed, State},
    log::{self, Entry},
    send,
};
use crate::caisse::{
    LotFile, date_file,
    letters::{Arl, read_arl},
};

impl Billing {
    /// Sends what waits in the outbox. Files that are lots are taken into the follow-up first, if
    /// there is one, so that a program that breaks off here sends them when it is started again.
    pub(super) fn send_lots(
        &self,
        book: Option<&mut FollowUp>,
        now: Timestamp,
    ) -> Result<usize, RoundError> {
        let mut waiting = Vec::new();
        for file in files_of(&self.settings.outbox)? {
            let name = name_of(&file);
            // A file that is still being written bears this extension.
            if file.extension().is_some_and(|it| it == "tmp") {
                continue;
            }
            let octets = fs::read(&file)?;
            waiting.push((LotFile::read(&name, &octets), name, octets, file));
        }
        let mut sent = 0;
        match book {
            Some(book) => {
                for (lot, name, octets, file) in waiting {
                    if let Some(lot) = lot {
                        self.take_in(book, &lot, &name, &file, now)?;
                    } else {
                        send::plain(&self.settings, &name, &octets)?;
                        self.put_away(&file, &name, now)?;
                        sent += 1;
                    }
                }
                sent += self.send_due(book, now, Due::Send)?;
            }
            None => {
                for (lot, name, octets, file) in waiting {
                    match lot {
                        Some(lot) => send::lot(&self.settings, &lot, now)?,
                        None => send::plain(&self.settings, &name, &octets)?,
                    }
                    self.put_away(&file, &name, now)?;
                    sent += 1;
                }
            }
        }
        Ok(sent)
    }

    /// Reads the collected messages that were not read yet, for ARLs; then does what the rule
    /// wants.
    pub(super) fn follow(
        &self,
        book: &mut FollowUp,
        now: Timestamp,
        round: &mut Round,
    ) -> Result<(), RoundError> {
        for file in files_of(&self.settings.collected)? {
            let name = name_of(&file);
            if book.read.contains(&name) {
                continue;
            }
            let octets = fs::read(&file)?;
            if let Some(arl) = read_arl(&octets) {
                round.answered += self.take_arl(book, &arl, &name, &octets, now)?;
            }
            book.read.insert(name);
        }
        self.save(book)?;
        round.resent = self.send_due(book, now, Due::SendAgain)?;
        for place in 0..book.lots.len() {
            if book.lots[place].due(now) == Some(Due::HandOver) {
                book.lots[place].state = State::ByHand;
                round.by_hand += 1;
                self.log(now, Entry::HandedOver, &book.lots[place].lot, "")?;
            }
        }
        self.save(book)
    }

    fn take_in(
        &self,
        book: &mut FollowUp,
        lot: &LotFile,
        name: &str,
        file: &Path,
        now: Timestamp,
    ) -> Result<(), RoundError> {
        let Some(follow_up) = &self.settings.follow_up else {
            return Ok(());
        };
        fs::copy(file, follow_up::kept(&follow_up.folder).join(name))?;
        // Where the program broke off in the middle of this, the lot is known already.
        if !book.lots.iter().any(|known| known.file == name) {
            book.lots
                .push(Followed::new(lot.reference(), name.to_owned()));
        }
        self.save(book)?;
        self.put_away(file, name, now)
    }

    /// Sends every lot for which that is due, each on record before the next.
    fn send_due(
        &self,
        book: &mut FollowUp,
        now: Timestamp,
        which: Due,
    ) -> Result<usize, RoundError> {
        let Some(follow_up) = &self.settings.follow_up else {
            return Ok(0);
        };
        let mut sent = 0;
        for place in 0..book.lots.len() {
            if book.lots[place].due(now) != Some(which) {
                continue;
            }
            let name = book.lots[place].file.clone();
            let octets = fs::read(follow_up::kept(&follow_up.folder).join(&name))?;
            let lot = LotFile::read(&name, &octets).ok_or(RoundError::NoLot(name))?;
            send::lot(&self.settings, &lot, now)?;
            book.lots[place].sent.push(now);
            let entry = if which == Due::SendAgain {
                book.lots[place].state = State::SentAgain;
                Entry::SentAgain
            } else {
                Entry::Sent
            };
            self.save(book)?;
            self.log(now, entry, &lot.reference(), &lot.caisse.to_string())?;
            sent += 1;
        }
        Ok(sent)
    }

    /// Notes an ARL, and puts it into the folder of ARLs. Returns how many lots it settles.
    fn take_arl(
        &self,
        book: &mut FollowUp,
        arl: &Arl,
        name: &str,
        octets: &[u8],
        now: Timestamp,
    ) -> Result<usize, RoundError> {
        if let Some(folder) = self
            .settings
            .follow_up
            .as_ref()
            .and_then(|it| it.arl.as_ref())
        {
            fs::create_dir_all(folder)?;
            let file = folder.join(name);
            fs::write(&file, octets)?;
            date_file(&file, now)?;
        }
        if book.answered(&arl.lot, arl.positive).is_none() {
            return Ok(0);
        }
        let entry = if arl.positive {
            Entry::Acknowledged
        } else {
            Entry::Refused
        };
        self.log(now, entry, &arl.lot, "")?;
        Ok(1)
    }

    fn save(&self, book: &FollowUp) -> Result<(), RoundError> {
        if let Some(follow_up) = &self.settings.follow_up {
            book.save(&follow_up.folder)?;
        }
        Ok(())
    }

    /// Moves a file out of the outbox: to the folder of what was sent, if there is one.
    fn put_away(&self, file: &Path, name: &str, now: Timestamp) -> Result<(), RoundError> {
        match &self.settings.sent {
            Some(sent) => {
                fs::create_dir_all(sent)?;
                let there = sent.join(name);
                fs::rename(file, &there)?;
                date_file(&there, now)?;
            }
            None => fs::remove_file(file)?,
        }
        Ok(())
    }

    fn log(
        &self,
        now: Timestamp,
        entry: Entry,
        lot: &LotReference,
        caisse: &str,
    ) -> Result<(), RoundError> {
        if let Some(follow_up) = &self.settings.follow_up
            && let Some(path) = &follow_up.log
        {
            log::write(path, &follow_up.zone, now, entry, lot, caisse)?;
        }
        Ok(())
    }
}

/// The files of a folder, in order of their names; none where there is no such folder.
fn files_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries?,
    };
    let mut files: Vec<PathBuf> = entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file())
        .collect();
    files.sort();
    Ok(files)
}

fn name_of(file: &Path) -> String {
    file.file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}
