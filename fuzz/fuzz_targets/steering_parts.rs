//! Whatever an enrolment file, a list, a practice code or a sealed file is made of, it is refused,
//! or it reads the same when it is written again.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use vigie_steering::{Enrolment, PracticeCode, PracticeKey, PracticeList, layout, open_sealed};

static KEY: LazyLock<PracticeKey> = LazyLock::new(PracticeKey::generate);

fuzz_target!(|octets: &[u8]| {
    if let Ok(enrolment) = Enrolment::read(octets) {
        let again = Enrolment::read(enrolment.write().as_bytes());
        assert_eq!(again.expect("reads again"), enrolment);
        assert_eq!(enrolment.repository().scheme(), "https");
    }
    if let Ok(list) = PracticeList::read(octets) {
        assert_eq!(PracticeList::read(&list.write()).expect("reads again"), list);
    }
    if let Ok(text) = std::str::from_utf8(octets) {
        if let Ok(code) = text.parse::<PracticeCode>() {
            assert_eq!(code.to_string().parse(), Ok(code));
        }
        if let Some(id) = layout::document_id(text) {
            assert!(!id.contains(['/', '\\', '.', '%']));
            assert_eq!(layout::document(id).as_deref(), Some(text));
        }
    }
    assert!(open_sealed(octets, &KEY).is_err());
});
