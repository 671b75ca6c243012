use proptest::prelude::*;
use vigie_domain::billing::{Base, Place};

use super::*;

const LOGIN: Setting = Setting::PopLogin;

fn ini(encoding: Encoding, section: &str, key: &str) -> Store {
    Store::Ini {
        file: Place::new(Base::Drive, "essai/mail.ini").unwrap(),
        encoding,
        keys: vec![
            IniKey {
                setting: LOGIN,
                section: section.into(),
                key: key.into(),
            },
            IniKey {
                setting: Setting::PopPassword,
                section: section.into(),
                key: "Secret".into(),
            },
        ],
    }
}

fn xml(encoding: Encoding, path: &str, attribute: Option<&str>) -> Store {
    Store::Xml {
        file: Place::new(Base::Drive, "essai/mail.xml").unwrap(),
        encoding,
        nodes: vec![XmlNode {
            setting: LOGIN,
            path: path.into(),
            attribute: attribute.map(str::to_owned),
        }],
    }
}

fn latin(text: &str) -> Vec<u8> {
    encoding_rs::WINDOWS_1252.encode(text).0.into_owned()
}

fn utf16(text: &str) -> Vec<u8> {
    let units = "\u{feff}".encode_utf16().chain(text.encode_utf16());
    units.flat_map(u16::to_le_bytes).collect()
}

#[test]
fn a_value_in_an_ini_file_is_found_as_windows_finds_it_and_only_it_changes() {
    let store = ini(Encoding::Windows1252, "Messagerie", "Identité");
    for (file, old, changed) in [
        (
            "[Messagerie]\r\nIdentité=a\r\n",
            "a",
            "[Messagerie]\r\nIdentité=b c\r\n",
        ),
        (
            "[MESSAGERIE]\nIDENTITÉ = a \n",
            "a",
            "[MESSAGERIE]\nIDENTITÉ = b c \n",
        ),
        // The first of two keys, and of two sections.
        (
            "[messagerie]\rIdentité=a\rIdentité=z\r[messagerie]\rIdentité=y",
            "a",
            "[messagerie]\rIdentité=b c\rIdentité=z\r[messagerie]\rIdentité=y",
        ),
        (
            "[Autre]\nIdentité=z\n[Messagerie] ; ici\nIdentité=a",
            "a",
            "[Autre]\nIdentité=z\n[Messagerie] ; ici\nIdentité=b c",
        ),
        (
            "[Messagerie]\n;Identité=z\n#Identité=y\n Identité=a=b",
            "a=b",
            "[Messagerie]\n;Identité=z\n#Identité=y\n Identité=b c",
        ),
        (
            "[Messagerie]\nIdentité=\"a\"\n",
            "a",
            "[Messagerie]\nIdentité=\"b c\"\n",
        ),
        (
            "[Messagerie]\nIdentité='a;' # était x\n",
            "a;",
            "[Messagerie]\nIdentité='b c' # était x\n",
        ),
        (
            "[Messagerie]\nIdentité=a\t; était x\n",
            "a",
            "[Messagerie]\nIdentité=b c\t; était x\n",
        ),
        (
            "[Messagerie]\nIdentité=a;b#c\n",
            "a;b#c",
            "[Messagerie]\nIdentité=b c\n",
        ),
        (
            "[Messagerie]\nIdentité= \n",
            "",
            "[Messagerie]\nIdentité= b c\n",
        ),
        (
            "[Messagerie]\nIdentité= ; vide\n",
            "",
            "[Messagerie]\nIdentité=b c ; vide\n",
        ),
        (
            "[Messagerie]\nIdentité=\"\"\n",
            "",
            "[Messagerie]\nIdentité=\"b c\"\n",
        ),
        (
            "[Messagerie]\nIdentité=\"a\"b\"\n",
            "a\"b",
            "[Messagerie]\nIdentité=\"b c\"\n",
        ),
        (
            "[Messagerie]\nIdentité=\"\n",
            "\"",
            "[Messagerie]\nIdentité=b c\n",
        ),
    ] {
        for (octets, expected) in [
            (latin(file), latin(changed)),
            (utf16(file), utf16(changed)),
            (
                format!("\u{feff}{file}").into(),
                format!("\u{feff}{changed}").into(),
            ),
        ] {
            assert_eq!(
                get(&octets, &store, LOGIN).unwrap().as_deref(),
                Some(old),
                "{file}"
            );
            let written = set(&octets, &store, LOGIN, "b c").unwrap();
            assert_eq!(written, expected, "{file}");
        }
    }
}

#[test]
fn what_is_missing_in_an_ini_file_is_added_with_its_line_endings() {
    let store = ini(Encoding::Utf8, "Mail", "User");
    for (file, changed) in [
        ("", "[Mail]\r\nUser=b\r\n"),
        ("[Mail]", "[Mail]\r\nUser=b"),
        ("[Mail]\n", "[Mail]\nUser=b\n"),
        ("[A]\rx=1", "[A]\rx=1\r[Mail]\rUser=b"),
        ("[A]\r\nx=1\n", "[A]\r\nx=1\n[Mail]\nUser=b\n"),
        (
            "[mail]\nHost=h\r\n\r\n\r\n[B]\ny=2\n",
            "[mail]\nHost=h\r\nUser=b\r\n\r\n\r\n[B]\ny=2\n",
        ),
        // Only the first section of that name counts.
        (
            "[Mail]\n[B]\n[Mail]\nUser=a\n",
            "[Mail]\nUser=b\n[B]\n[Mail]\nUser=a\n",
        ),
        // No section at all.
        ("User=a\n", "User=a\n[Mail]\nUser=b\n"),
    ] {
        assert_eq!(get(file.as_bytes(), &store, LOGIN), Ok(None), "{file}");
        let written = set(file.as_bytes(), &store, LOGIN, "b").unwrap();
        assert_eq!(String::from_utf8(written.clone()).unwrap(), changed);
        let removed = remove(&written, &store, LOGIN).unwrap();
        assert_eq!(get(&removed, &store, LOGIN), Ok(None));
        assert!(!String::from_utf8(removed).unwrap().contains("=b"));
    }
}

#[test]
fn a_value_that_would_not_be_read_as_written_is_refused() {
    let store = ini(Encoding::Windows1252, "Mail", "User");
    let plain = b"[Mail]\nUser=a\n";
    for value in [
        " a", "a ", "'a'", "\"a\"", "a ;b", "a\t#b", "a\nb", "a\r", "a\0b", "\u{85}",
    ] {
        let fault = set(plain, &store, LOGIN, value).unwrap_err();
        assert_eq!(fault, DocumentFault::Unwritable(LOGIN), "{value:?}");
    }
    assert!(set(plain, &store, LOGIN, "a\"b").is_ok());
    let quoted = b"[Mail]\nUser=\"a\"\n";
    assert!(set(quoted, &store, LOGIN, " a ;b ").is_ok());
    assert_eq!(
        set(quoted, &store, LOGIN, "a\"b"),
        Err(DocumentFault::Unwritable(LOGIN))
    );
    assert_eq!(
        set(plain, &store, LOGIN, "Ω"),
        Err(DocumentFault::NotEncodable(LOGIN))
    );
    assert_eq!(
        set(b"[Mail]\nSecret=a ;b", &store, Setting::PopPassword, "x"),
        Err(DocumentFault::Ambiguous(Setting::PopPassword))
    );
    for other in [&b"\xff\xfe[\0M"[..], b"\xfe\xff\0[", b"[\0M\0a\0i\0l\0]\0"] {
        assert_eq!(get(other, &store, LOGIN), Err(DocumentFault::Encoding));
    }
    let utf8 = ini(Encoding::Utf8, "Mail", "User");
    assert_eq!(
        get(b"[Mail]\nUser=\xe9\n", &utf8, LOGIN),
        Err(DocumentFault::Encoding)
    );
    // A comment in another encoding does no harm.
    assert_eq!(
        get(b";\xe9\n[Mail]\nUser=a\n", &utf8, LOGIN),
        Ok(Some("a".into()))
    );
}

#[test]
fn a_value_in_an_xml_document_is_found_by_its_path_and_only_it_changes() {
    for (path, attribute, file, old, changed) in [
        (
            "c/u",
            None,
            "<c><u>a</u></c>",
            "a",
            "<c><u>b&lt;&amp;é</u></c>",
        ),
        (
            "c/u",
            None,
            "<?xml version='1.0'?>\r\n<!-- <u>z</u> -->\n<c a = '1' ><u x=\"y\">\n  a&amp;&#x65;<![CDATA[<f>]]>\n </u\n></c>\n",
            "a&e<f>",
            "<?xml version='1.0'?>\r\n<!-- <u>z</u> -->\n<c a = '1' ><u x=\"y\">\n  b&lt;&amp;é\n </u\n></c>\n",
        ),
        (
            "c/u",
            None,
            "<c><u/><v/></c>",
            "",
            "<c><u>b&lt;&amp;é</u><v/></c>",
        ),
        (
            "c/u",
            None,
            "<c><u a='1' /></c>",
            "",
            "<c><u a='1' >b&lt;&amp;é</u></c>",
        ),
        (
            "c/u",
            None,
            "<c><u></u></c>",
            "",
            "<c><u>b&lt;&amp;é</u></c>",
        ),
        (
            "c/u",
            None,
            "<c><d><u>z</u></d><u>a</u><u2>y</u2></c>",
            "a",
            "<c><d><u>z</u></d><u>b&lt;&amp;é</u><u2>y</u2></c>",
        ),
        (
            "c",
            None,
            "<!DOCTYPE c SYSTEM 'x.dtd'><c>a</c>",
            "a",
            "<!DOCTYPE c SYSTEM 'x.dtd'><c>b&lt;&amp;é</c>",
        ),
        (
            "c/u",
            Some("n"),
            "<c><u m='z' n = 'a&apos;' /></c>",
            "a'",
            "<c><u m='z' n = 'b&lt;&amp;é' /></c>",
        ),
        (
            "c/u",
            Some("n"),
            "<c><u n=\"\">t<x/></u></c>",
            "",
            "<c><u n=\"b&lt;&amp;é\">t<x/></u></c>",
        ),
        (
            "s:c/s:u",
            None,
            "<s:c><s:u>a</s:u></s:c>",
            "a",
            "<s:c><s:u>b&lt;&amp;é</s:u></s:c>",
        ),
    ] {
        let store = xml(Encoding::Utf8, path, attribute);
        for mark in ["", "\u{feff}"] {
            let file = format!("{mark}{file}");
            assert_eq!(
                get(file.as_bytes(), &store, LOGIN).unwrap().as_deref(),
                Some(old),
                "{file}"
            );
            let written = set(file.as_bytes(), &store, LOGIN, "b<&é").unwrap();
            assert_eq!(
                String::from_utf8(written).unwrap(),
                format!("{mark}{changed}")
            );
        }
    }
}

#[test]
fn an_xml_document_is_read_in_the_encoding_that_it_names() {
    let store = xml(Encoding::Windows1252, "c", None);
    let named = b"<?xml version=\"1.0\" encoding=\"ISO-8859-15\"?><c>\xa4</c>";
    assert_eq!(get(named, &store, LOGIN), Ok(Some("€".into())));
    let unnamed = b"<c>\x80</c>";
    assert_eq!(get(unnamed, &store, LOGIN), Ok(Some("€".into())));
    let written = set(unnamed, &store, LOGIN, "é").unwrap();
    assert_eq!(written, b"<c>&#233;</c>");
    for other in [
        &b"<?xml version=\"1.0\" encoding=\"UTF-16\"?><c>a</c>"[..],
        b"<?xml version=\"1.0\" encoding=\"x-unknown\"?><c>a</c>",
        b"\xff\xfe<\0c\0>\0",
        b"<\0c\0>\0",
    ] {
        assert_eq!(get(other, &store, LOGIN), Err(DocumentFault::Encoding));
    }
}

#[test]
fn an_xml_document_that_leaves_doubt_is_refused() {
    let deep = format!("{}{}", "<c>".repeat(101), "</c>".repeat(101));
    for (attribute, file, fault) in [
        (None, "<c/>", DocumentFault::Missing("c/u".into())),
        (None, "", DocumentFault::Missing("c/u".into())),
        (
            Some("n"),
            "<c><u/></c>",
            DocumentFault::Missing("c/u/@n".into()),
        ),
        (
            None,
            "<c><u>a</u><u>b</u></c>",
            DocumentFault::Twice("c/u".into()),
        ),
        (
            None,
            "<c><u>a</u></c><c><u/></c>",
            DocumentFault::Twice("c/u".into()),
        ),
        (
            Some("n"),
            "<c><u n='1'/><u n='2'/></c>",
            DocumentFault::Twice("c/u/@n".into()),
        ),
        (Some("n"), "<c><u n='1' n='2'/></c>", DocumentFault::NotXml),
        (
            None,
            "<c><u>a<b/></u></c>",
            DocumentFault::NotPlain("c/u".into()),
        ),
        (
            None,
            "<c><u>a<!-- --></u></c>",
            DocumentFault::NotPlain("c/u".into()),
        ),
        (None, "<c><u>a</c></u>", DocumentFault::NotXml),
        (None, "<c><u>a</u>", DocumentFault::NotXml),
        (None, "<c><u>a", DocumentFault::NotXml),
        (None, "<c><u>&x;</u></c>", DocumentFault::Entities),
        (Some("n"), "<c><u n='&x;'/></c>", DocumentFault::Entities),
        (
            None,
            "<!DOCTYPE c [<!ENTITY x 'y'>]><c><u>a</u></c>",
            DocumentFault::Entities,
        ),
        (None, &deep, DocumentFault::TooDeep),
    ] {
        let store = xml(Encoding::Utf8, "c/u", attribute);
        assert_eq!(get(file.as_bytes(), &store, LOGIN), Err(fault), "{file}");
    }
    let store = xml(Encoding::Utf8, "c", None);
    for value in [" a", "a\n", "\u{1}", "\u{ffff}"] {
        let fault = set(b"<c/>", &store, LOGIN, value).unwrap_err();
        assert_eq!(fault, DocumentFault::Unwritable(LOGIN), "{value:?}");
    }
}

/// What is between the octets that two texts begin and end with alike.
fn difference<'a>(one: &'a [u8], other: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let start = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let (one, other) = (&one[start..], &other[start..]);
    let ends = one.iter().rev().zip(other.iter().rev());
    let end = ends.take_while(|(a, b)| a == b).count();
    (&one[..one.len() - end], &other[..other.len() - end])
}

fn holds(octets: &[u8], part: &[u8]) -> bool {
    part.is_empty() || octets.windows(part.len()).any(|window| window == part)
}

fn encoded(text: &str, form: u8) -> Vec<u8> {
    match form % 5 {
        0 => text.into(),
        1 => latin(text),
        2 => encoding_rs::ISO_8859_15.encode(text).0.into_owned(),
        3 => format!("\u{feff}{text}").into(),
        _ => utf16(text),
    }
}

const fn of_profile(form: u8) -> Encoding {
    match form % 5 {
        1 => Encoding::Windows1252,
        2 => Encoding::Iso885915,
        _ => Encoding::Utf8,
    }
}

/// Letters that all these encodings have.
const VALUE: &str = "[a-zA-Z0-9@.é€_-]([a-zA-Z0-9@.é;#='\" -]{0,12}[a-zA-Z0-9é])?";

fn ini_line() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        Just("[Mail]".to_owned()),
        Just(" [ mail ] ; x".to_owned()),
        Just("[Autre]".to_owned()),
        Just(String::new()),
        "[;#] ?[a-zé=]{0,8}".prop_map(|line| line),
        (
            "User|user |Host|é",
            "=| =|= |\t=\t",
            VALUE,
            "| |  ; é|\t# x"
        )
            .prop_map(|(key, equals, value, rest)| format!("{key}{equals}{value}{rest}")),
        ("User|Port", "\"|'", VALUE)
            .prop_map(|(key, quote, value)| format!("{key}={quote}{value}{quote}")),
        "[ -~é]{0,10}".prop_map(|line| line),
    ];
    (line, "\r\n|\n|\r").prop_map(|(line, ending)| line + &ending)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn writing_an_ini_file_changes_only_the_value(
        lines in prop::collection::vec(ini_line(), 0..12),
        form in 0_u8..5,
        value in VALUE,
    ) {
        let octets = encoded(&lines.concat(), form);
        let store = ini(of_profile(form), "Mail", "User");
        let old = get(&octets, &store, LOGIN).unwrap();
        let written = match set(&octets, &store, LOGIN, &value) {
            Err(DocumentFault::Unwritable(_)) => return Ok(()),
            written => written.unwrap(),
        };
        prop_assert_eq!(get(&written, &store, LOGIN).unwrap(), Some(value.clone()));
        let without_mark = |text: &str| {
            let octets = encoded(text, form);
            octets[encoded("", form).len()..].to_vec()
        };
        let (was, is) = difference(&octets, &written);
        if let Some(old) = old {
            prop_assert!(holds(&without_mark(&old), was));
            prop_assert!(holds(&without_mark(&value), is));
            match set(&written, &store, LOGIN, &old) {
                Err(DocumentFault::Unwritable(_)) => {}
                back => prop_assert_eq!(back.unwrap(), octets),
            }
        } else {
            prop_assert!(was.is_empty());
            let most = format!("\r\n[Mail]\r\nUser={value}\r\n");
            prop_assert!(is.len() <= without_mark(&most).len());
        }
    }

    #[test]
    fn writing_an_xml_document_changes_only_the_value(
        before in prop::collection::vec("<!-- é<u> -->|<v>[a-zé]{0,5}&amp;</v>|<w a='>é'/>|\n|<v><u>z</u></v>|<!\\[CDATA\\[<u>\\]\\]>|<\\?p u\\?>", 0..6),
        inner in "[ \n]{0,2}([a-zé.@-]{0,8}|&lt;[a-z]{0,3}&#x41;|<!\\[CDATA\\[[a-z<&]{0,5}\\]\\]>)[ \n]{0,2}",
        form in 0_u8..4,
        is_attribute: bool,
        value in "([a-zA-Z0-9@.é;#='\"<>&-]{1,12})?",
    ) {
        let before = before.concat();
        let element = if is_attribute {
            format!("<u b='1' n=\"{}\">{inner}</u>", if inner.contains('<') { "x" } else { inner.trim() })
        } else {
            format!("<u>{inner}</u>")
        };
        let octets = encoded(&format!("<c>{before}{element}<u2/>{before}</c>"), form);
        let store = xml(of_profile(form), "c/u", is_attribute.then_some("n"));
        let old = get(&octets, &store, LOGIN).unwrap().unwrap();
        let written = set(&octets, &store, LOGIN, &value).unwrap();
        let read = get(&written, &store, LOGIN).unwrap();
        prop_assert_eq!(read.as_deref(), Some(&*value));
        let (was, is) = difference(&octets, &written);
        prop_assert!(holds(&encoded(&element, form), was), "{:?}", was);
        prop_assert!(is.len() <= value.len() * 6);
        let back = set(&written, &store, LOGIN, &old).unwrap();
        prop_assert_eq!(get(&back, &store, LOGIN).unwrap(), Some(old));
        let rest = |octets: &[u8]| octets.len() - difference(octets, &written).0.len();
        prop_assert_eq!(rest(&octets) + is.len(), written.len());
    }

    #[test]
    fn no_octets_make_it_panic(octets in prop::collection::vec(any::<u8>(), 0..200), marked: bool, value in "[ -~é]{0,8}") {
        let octets = if marked { [b"\xff\xfe", &octets[..]].concat() } else { octets };
        for store in [
            ini(Encoding::Windows1252, "M", "a"),
            ini(Encoding::Utf8, "M", "a"),
            xml(Encoding::Utf8, "c/u", None),
            xml(Encoding::Windows1252, "c", Some("n")),
        ] {
            if let Ok(written) = set(&octets, &store, LOGIN, &value) {
                prop_assert_eq!(get(&written, &store, LOGIN).unwrap(), Some(value.clone()));
            }
        }
    }
}
