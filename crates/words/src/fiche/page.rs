//! The sheet as one HTML page, complete in itself: for printing on A4 and for saving.
//!
//! No script, nothing loaded from elsewhere, and every word escaped: addresses and what was read in
//! messages are foreign.

use std::fmt::Write as _;

use jiff::{Timestamp, civil::Date};
use vigie_domain::text::{Explanation, Text, TextArg};
use vigie_protocol::{Fiche, FicheLot, FicheReturn};

use super::count;
use crate::Catalogue;

/// For screen and paper; nothing hangs on colour, which many print without.
const STYLE: &str = "\
@page{size:A4;margin:14mm 13mm 16mm}\
*{box-sizing:border-box}\
html{color:#161616;background:#fff;font:10.5pt/1.4 'Segoe UI','Helvetica Neue',Arial,'Liberation Sans',sans-serif}\
body{margin:0 auto;max-width:190mm;padding:8mm 4mm}\
h1{font-size:20pt;line-height:1.15;margin:0}\
h2{font-size:12.5pt;margin:6.5mm 0 2mm;padding-bottom:1mm;border-bottom:.5pt solid #161616;break-after:avoid}\
h3{font-size:10.5pt;margin:0;break-after:avoid}\
p{margin:0}\
header{display:flex;justify-content:space-between;align-items:baseline;gap:6mm;flex-wrap:wrap}\
.made{color:#444;font-size:9.5pt}\
dl{display:grid;grid-template-columns:1fr 1fr;gap:2.5mm 8mm;margin:4mm 0}\
dt{color:#444;font-size:9pt}\
dd{margin:0;font-weight:600;overflow-wrap:anywhere}\
.amount{border:1.2pt solid #161616;border-radius:1.5mm;padding:3.5mm 4.5mm;break-inside:avoid}\
.amount h2{border:0;margin:0 0 1mm;padding:0;font-size:13pt}\
.amount .do{font-weight:600}\
ol{list-style:none;margin:0;padding:0}\
ol>li{display:grid;grid-template-columns:8mm 1fr 6mm;gap:1mm;padding:2mm 0;border-bottom:.4pt solid #bbb;break-inside:avoid}\
.nth{font-weight:700;font-size:12pt;line-height:1.2}\
.why{color:#444}\
.box{display:inline-block;width:4.2mm;height:4.2mm;border:.8pt solid #161616;border-radius:.6mm;background:#fff}\
table{border-collapse:collapse;width:100%;font-size:9.5pt}\
thead{display:table-header-group}\
tr{break-inside:avoid}\
th,td{text-align:left;vertical-align:top;padding:1.4mm 2mm;border-bottom:.4pt solid #bbb}\
th{font-size:9pt;border-bottom:.8pt solid #161616;white-space:nowrap}\
th:first-child,td:first-child{padding-left:0}\
th:last-child,td:last-child{padding-right:0}\
.fit{white-space:nowrap}\
.number{font-weight:700;font-variant-numeric:tabular-nums}\
td{overflow-wrap:anywhere}\
td.fit{overflow-wrap:normal}\
.cut{margin-top:1.5mm;font-weight:600}\
footer{margin-top:7mm;padding-top:2mm;border-top:.4pt solid #bbb;color:#444;font-size:8.5pt}\
@media print{body{padding:0;max-width:none}}\
";

/// The page, in the catalogue's language and zone.
#[must_use]
pub fn page(fiche: &Fiche, catalogue: &Catalogue) -> String {
    let mut page = Page {
        html: String::with_capacity(16 * 1024),
        catalogue,
    };
    page.head();
    page.mailboxes(fiche);
    page.amount(&fiche.summary);
    page.steps(&fiche.advice);
    page.lots(fiche);
    page.returns(fiche);
    page.foot();
    page.html
}

struct Page<'a> {
    html: String,
    catalogue: &'a Catalogue,
}

impl Page<'_> {
    fn head(&mut self) {
        let title = self.say("fiche-page-title");
        let language = self.catalogue.language().tag();
        // Were anything let through all the same, it could still load and run nothing.
        self.put(&format!(
            "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n"
        ));
    }

    fn mailboxes(&mut self, fiche: &Fiche) {
        let title = self.say("fiche-page-title");
        let made = self.text(&Text::new("fiche-page-made").with("at", TextArg::Time(fiche.at)));
        self.put(&format!(
            "<header><h1>{title}</h1><p class=\"made\">{made}</p></header>\n<dl>"
        ));
        let facts = [
            ("fiche-page-from", escaped(fiche.from.as_str())),
            ("fiche-page-to", escaped(fiche.to.as_str())),
            ("fiche-page-switched", self.moment(fiche.switched)),
            ("fiche-page-until", self.day_of(fiche.until)),
        ];
        for (label, value) in facts {
            let label = self.say(label);
            self.put(&format!("<div><dt>{label}</dt><dd>{value}</dd></div>"));
        }
        self.put("</dl>\n");
    }

    fn amount(&mut self, summary: &Explanation) {
        let title = self.text(&summary.title);
        self.put(&format!("<section class=\"amount\"><h2>{title}</h2>"));
        self.paragraph("", summary.meaning.as_ref());
        self.paragraph("do", summary.action.as_ref());
        self.put("</section>\n");
    }

    fn steps(&mut self, advice: &[Explanation]) {
        let head = self.say("fiche-page-steps");
        self.put(&format!("<h2>{head}</h2>\n<ol>\n"));
        for (nth, one) in (1..).zip(advice) {
            let title = self.text(&one.title);
            self.put(&format!(
                "<li><span class=\"nth\">{nth}</span><div><h3>{title}</h3>"
            ));
            self.paragraph("why", one.meaning.as_ref());
            self.paragraph("", one.action.as_ref());
            self.paragraph("", one.detail.as_ref());
            self.put("</div><span class=\"box\"></span></li>\n");
        }
        self.put("</ol>\n");
    }

    fn lots(&mut self, fiche: &Fiche) {
        let head = Text::new("fiche-page-lots").with("lots", count(fiche.lots_total));
        self.heading(&head);
        if fiche.lots.is_empty() {
            return self.none("fiche-page-lots-none");
        }
        self.table(&["done", "number", "caisse", "date", "sent", "state"]);
        for lot in &fiche.lots {
            self.lot(lot);
        }
        self.end_of_table(fiche.lots.len(), fiche.lots_total);
    }

    fn lot(&mut self, lot: &FicheLot) {
        let caisse = or_dash(lot.caisse.as_deref().map(escaped));
        let date = or_dash(lot.date.map(|date| self.day(date)));
        let sent = or_dash(lot.sent.map(|sent| self.moment(sent)));
        let state = self.text(&lot.state);
        let number = escaped(&lot.number);
        self.put(&format!(
            "<tr><td class=\"fit\"><span class=\"box\"></span></td>\
             <td class=\"fit number\">{number}</td><td class=\"fit\">{caisse}</td>\
             <td class=\"fit\">{date}</td><td>{sent}</td><td>{state}</td></tr>\n"
        ));
    }

    fn returns(&mut self, fiche: &Fiche) {
        let head = Text::new("fiche-page-returns").with("returns", count(fiche.returns_total));
        self.heading(&head);
        if fiche.returns.is_empty() {
            return self.none("fiche-page-returns-none");
        }
        self.table(&["done", "kind", "received", "of-lots", "there"]);
        for one in &fiche.returns {
            self.one_return(one);
        }
        self.end_of_table(fiche.returns.len(), fiche.returns_total);
    }

    fn one_return(&mut self, one: &FicheReturn) {
        let kind = self.text(&one.kind);
        let received = or_dash(one.received.map(|at| self.moment(at)));
        let lots = or_dash((!one.lots.is_empty()).then(|| escaped(&one.lots.join(", "))));
        let there = self.say(if one.still_there {
            "fiche-page-there-yes"
        } else {
            "fiche-page-there-no"
        });
        self.put(&format!(
            "<tr><td class=\"fit\"><span class=\"box\"></span></td><td>{kind}</td>\
             <td>{received}</td><td class=\"number\">{lots}</td><td>{there}</td></tr>\n"
        ));
    }

    fn foot(&mut self) {
        let footer = self.say("fiche-page-footer");
        self.put(&format!("<footer>{footer}</footer>\n</body>\n</html>\n"));
    }

    fn heading(&mut self, head: &Text) {
        let head = self.text(head);
        self.put(&format!("<h2>{head}</h2>\n"));
    }

    fn none(&mut self, key: &str) {
        let none = self.say(key);
        self.put(&format!("<p>{none}</p>\n"));
    }

    fn table(&mut self, columns: &[&str]) {
        self.put("<table>\n<thead><tr>");
        for column in columns {
            let label = self.say(&format!("fiche-page-{column}"));
            self.put(&format!("<th scope=\"col\">{label}</th>"));
        }
        self.put("</tr></thead>\n<tbody>\n");
    }

    fn end_of_table(&mut self, shown: usize, total: u64) {
        self.put("</tbody>\n</table>\n");
        let shown = u64::try_from(shown).unwrap_or(u64::MAX);
        if shown < total {
            let text = Text::new("fiche-page-shown")
                .with("shown", count(shown))
                .with("total", count(total));
            let text = self.text(&text);
            self.put(&format!("<p class=\"cut\">{text}</p>\n"));
        }
    }

    fn paragraph(&mut self, class: &str, text: Option<&Text>) {
        let Some(text) = text else { return };
        let words = self.text(text);
        let class = if class.is_empty() {
            String::new()
        } else {
            format!(" class=\"{class}\"")
        };
        self.put(&format!("<p{class}>{}</p>", words.trim_end()));
    }

    /// Words of the catalogue, escaped: their arguments may be foreign.
    fn text(&self, text: &Text) -> String {
        escaped(&self.catalogue.say(text))
    }

    fn say(&self, key: &str) -> String {
        self.text(&Text::new(key))
    }

    fn moment(&self, at: Timestamp) -> String {
        self.text(&Text::new("fiche-page-moment").with("at", TextArg::Time(at)))
    }

    fn day_of(&self, at: Timestamp) -> String {
        self.text(&Text::new("fiche-page-day").with("at", TextArg::Time(at)))
    }

    fn day(&self, date: Date) -> String {
        let noon = date.at(12, 0, 0, 0).to_zoned(self.catalogue.zone().clone());
        noon.map_or_else(|_| date.to_string(), |noon| self.day_of(noon.timestamp()))
    }

    fn put(&mut self, html: &str) {
        self.html.push_str(html);
    }
}

fn or_dash(known: Option<String>) -> String {
    known.unwrap_or_else(|| "–".to_owned())
}

/// Foreign text as it may stand in an element or an attribute's value.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c if c.is_control() => {
                // Writing into a string cannot fail.
                let _ = write!(safe, "\u{fffd}");
            }
            c => safe.push(c),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use jiff::tz::TimeZone;
    use vigie_domain::{
        fiche::{Advice, Amount, OpenState},
        server::{Security, Server},
        switch::SwitchId,
        transition::Closing,
    };

    use super::*;
    use crate::{Language, Mailbox, fiche};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    /// A sheet with something of everything in it.
    fn sheet(from: &str) -> Fiche {
        let (from, to) = (
            from.parse().unwrap(),
            "cabinet@nouvelle.example".parse().unwrap(),
        );
        let server = Server {
            host: "pop.ancienne.example".into(),
            port: 995,
            security: Security::Tls,
        };
        let old = Mailbox {
            address: &from,
            server: &server,
            provider: None,
        };
        let until = at("2026-04-29T16:02:00Z");
        let advice = [
            Advice::CollectOld { returns: 2 },
            Advice::WaitUntil { at: until, lots: 1 },
            Advice::TreatByHand { lots: 1 },
            Advice::CheckPayments {
                from: at("2026-04-23T16:00:00Z"),
                until: at("2026-05-01T16:00:00Z"),
            },
            Advice::MarkPaid,
            Advice::IgnoreRejects { seen: 1 },
            Advice::KeepOpen {
                until: at("2026-05-27T16:00:00Z"),
                closing: Some(Closing {
                    days: 120,
                    at: at("2026-08-25T16:00:00Z"),
                }),
            },
        ];
        let lot = |number: &str, state: OpenState| FicheLot {
            number: number.to_owned(),
            caisse: Some("01511".to_owned()),
            date: Some(jiff::civil::date(2026, 4, 27)),
            sent: Some(at("2026-04-27T16:02:00Z")),
            state: fiche::lot_state(&state),
        };
        let one = |still_there| FicheReturn {
            kind: fiche::return_kind(vigie_domain::book::returns::MessageClass::ArlPositive),
            received: Some(at("2026-04-28T07:14:00Z")),
            lots: vec!["014".to_owned(), "015".to_owned()],
            still_there,
        };
        Fiche {
            at: at("2026-04-28T08:00:00Z"),
            switch: SwitchId(1),
            switched: at("2026-04-27T16:00:00Z"),
            until: at("2026-05-27T16:00:00Z"),
            summary: fiche::amount(&Amount::Uncollected {
                returns: 2,
                lots: 2,
            }),
            lots: vec![
                lot("012", OpenState::ByHand { since: until }),
                lot("017", OpenState::Waiting { until }),
            ],
            lots_total: 2,
            returns: vec![one(true), one(false)],
            returns_total: 700,
            advice: advice.iter().map(|one| fiche::advice(one, &old)).collect(),
            inactivity: None,
            html: String::new(),
            from,
            to,
        }
    }

    fn drawn(fiche: &Fiche, language: Language) -> String {
        let zone = TimeZone::get("Europe/Paris").unwrap();
        page(fiche, &Catalogue::new(language, zone))
    }

    #[test]
    fn each_line_says_what_it_is_about_and_what_to_do() {
        let html = drawn(&sheet("cabinet@ancienne.example"), Language::French);
        for words in [
            "<html lang=\"fr\">",
            "cabinet@ancienne.example",
            "cabinet@nouvelle.example",
            "27 avril 2026, 18 h 02",
            "<td class=\"fit number\">012</td>",
            "Traitement manuel depuis le 29 avril 2026",
            "rien à faire avant le mercredi 29 avril à 18 h 02",
            "014, 015",
            "Seuls les 2 premiers sont montrés, sur 700.",
            "inutilisée depuis 120 jours",
        ] {
            let plain = html.replace(['\u{a0}', '\u{202f}'], " ");
            assert!(plain.contains(words), "{words}\n{plain}");
        }
        let english = drawn(&sheet("cabinet@ancienne.example"), Language::English);
        assert!(english.contains("<html lang=\"en\">") && english.contains("Switch sheet"));
        for html in [html, english] {
            assert!(!html.contains('['), "a sentence is missing:\n{html}");
        }
    }

    #[test]
    fn what_is_foreign_cannot_become_markup() {
        let mut hostile = sheet("\"<script>alert(1)</script>\"@ancienne.example");
        hostile.lots[0].number = "<b>1</b>".to_owned();
        hostile.lots[0].caisse = Some("'\"&\u{7}".to_owned());
        hostile.returns[0].lots = vec!["<img src=x>".to_owned()];
        let html = drawn(&hostile, Language::French);
        for bad in ["<script", "<b>", "<img", "alert(1)<", "\u{7}"] {
            assert!(!html.contains(bad), "{bad}");
        }
        assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
        assert!(html.contains("&#39;&quot;&amp;\u{fffd}"));
    }
}
