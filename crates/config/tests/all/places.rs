//! Every fault names its file, line, column and field.

use vigie_config::document;

use crate::support::{bulletin, provider, toml};

fn said(toml: &str) -> Vec<String> {
    let faults = document::read("essai.toml", toml.as_bytes()).unwrap_err();
    faults.iter().map(ToString::to_string).collect()
}

#[test]
fn faults_are_all_said_at_once_with_their_places() {
    let toml = bulletin("Essai", "", "[action]\ncall = \"non\"\n")
        .replace("\"advice\"", "\"red\"")
        .replace("[\"Un.\"]", "[\"\"]");
    assert_eq!(
        said(&toml),
        [
            "essai.toml:3:1: id: is not 1 to 64 of a-z, 0-9 and -",
            "essai.toml:4:1: severity: is none of incident, advice",
            "essai.toml:9:16: text.fr[0]: is empty",
            "essai.toml:11:1: action.call: is no telephone number",
        ]
    );
    assert_eq!(
        said("format = 1\nkind = \"bulletin\nid = 1\n"),
        ["essai.toml:2:17: invalid basic string, expected `\"`"]
    );
}

#[test]
fn faults_in_entries_are_led_back_to_the_authors_line() {
    let sound = toml(
        "providers",
        &provider("exemple", "exemple.example", "pop.exemple.example"),
    );
    let fault = |from: &str, to: &str| {
        assert!(sound.contains(from));
        said(&sound.replace(from, to))
    };
    assert_eq!(
        fault("port = 995", "port = 0"),
        ["essai.toml:10:48: providers[0].pop_servers[0].port: is 0"]
    );
    let kind = fault("\"webmail\"", "\"moon\"");
    assert!(
        kind[0].starts_with("essai.toml:7:1: providers[0].kind: unknown variant `moon`"),
        "{kind:?}"
    );
    let missing = fault("name = \"Exemple\"\n", "");
    assert!(
        missing[0].contains("providers[0]: missing field `name`"),
        "{missing:?}"
    );
}

#[test]
fn the_published_form_is_canonical_and_reads_the_same() {
    let toml = bulletin("essai", "", "# commentaire\n[action]\nassistant = true\n");
    let read = document::read("essai.toml", toml.as_bytes()).unwrap();
    assert_eq!(
        read.published,
        "{\"action\":{\"assistant\":true},\"audience\":{\"everyone\":true},\"format\":1,\
         \"from\":\"2027-03-01T08:00:00+01:00\",\"id\":\"essai\",\"kind\":\"bulletin\",\
         \"severity\":\"advice\",\"text\":{\"en\":[\"One.\"],\"fr\":[\"Un.\"]},\
         \"title\":{\"en\":\"Title\",\"fr\":\"Titre\"},\"until\":\"2027-03-10T08:00:00+01:00\"}"
    );
    let again = document::read("essai.json", read.published.as_bytes()).unwrap();
    assert_eq!(again.published, read.published);
    let (one, other) = (read.document.unwrap(), again.document.unwrap());
    assert_eq!((one.id, one.audience), (other.id, other.audience));
    let fault = read.published.replace("advice", "red");
    let faults = document::read("essai.json", fault.as_bytes()).unwrap_err();
    assert_eq!(
        faults[0].to_string(),
        "essai.json: severity: is none of incident, advice"
    );
}
