use super::maildrop::{Listed, Marked};
use super::request::{Ended, NotAsked};
use super::session::{Awaiting, Session, State};
use crate::reply::Reply;

/// Answers to requests.
impl Session {
    /// The login is right; these messages, in this order, are the mailbox for the rest of the session.
    pub fn open(&mut self, messages: Vec<Listed>) -> Result<(), NotAsked> {
        let Awaiting::Login = self.awaiting else {
            return Err(NotAsked);
        };
        self.mailbox = Marked::new(messages);
        self.state = State::Transaction;
        self.awaiting = Awaiting::Nothing;
        self.accepted("Mailbox open");
        Ok(())
    }

    /// Answers a login, the wish for a body of which nothing was sent yet, or an update, with `-ERR`.
    pub fn refuse(&mut self, reply: &Reply) -> Result<(), NotAsked> {
        match self.awaiting {
            Awaiting::Login => {
                self.say(false, reply);
                self.awaiting = Awaiting::Nothing;
                self.refused_logins = self.refused_logins.saturating_add(1);
                if self.refused_logins >= self.settings.login_attempts {
                    self.end(Ended::TooManyLogins);
                }
            }
            Awaiting::Body(_, false) => {
                self.say(false, reply);
                self.awaiting = Awaiting::Nothing;
            }
            Awaiting::Update => {
                self.say(false, reply);
                self.end(Ended::Quit);
            }
            _ => return Err(NotAsked),
        }
        Ok(())
    }

    /// The next part of the message that was asked for, as it is, cut anywhere. False once no more is wanted.
    ///
    /// Line ends become CRLF and dots are doubled on the way. Take the output between the parts of a long message.
    pub fn send_body(&mut self, part: &[u8]) -> Result<bool, NotAsked> {
        let Awaiting::Body(stuffer, begun) = &mut self.awaiting else {
            return Err(NotAsked);
        };
        if !std::mem::replace(begun, true) {
            self.output.extend_from_slice(b"+OK Message follows\r\n");
        }
        stuffer.encode(part, &mut self.output);
        Ok(!stuffer.is_satisfied())
    }

    /// The message is whole, or no more of it is wanted.
    pub fn finish_body(&mut self) -> Result<(), NotAsked> {
        self.send_body(b"")?;
        if let Awaiting::Body(stuffer, _) = std::mem::replace(&mut self.awaiting, Awaiting::Nothing)
        {
            stuffer.finish(&mut self.output);
        }
        Ok(())
    }

    /// The marked messages are deleted.
    pub fn complete_update(&mut self) -> Result<(), NotAsked> {
        let Awaiting::Update = self.awaiting else {
            return Err(NotAsked);
        };
        self.accepted("Bye");
        self.end(Ended::Quit);
        Ok(())
    }

    /// TLS is up. What the client said in clear text is forgotten (RFC 2595 §4).
    pub fn tls_established(&mut self) -> Result<(), NotAsked> {
        let Awaiting::Tls = self.awaiting else {
            return Err(NotAsked);
        };
        self.user = None;
        self.encrypted = true;
        self.awaiting = Awaiting::Nothing;
        Ok(())
    }
}
