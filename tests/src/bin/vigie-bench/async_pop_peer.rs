//! async-pop 1.1.3 on the same mailbox, in a process of its own that is killed when it hangs. In
//! clear text, since neither of its TLS features compiles beside tokio.

/// The first argument of the re-executed bench; port, user and password follow.
pub(crate) const WORD: &str = "--async-pop";

/// UIDL, then the header of every message, one by one: it knows no pipelining.
pub(crate) fn run(arguments: &[String]) {
    let [port, user, password] = arguments else {
        panic!("PORT USER PASSWORD");
    };
    let port: u16 = port.parse().expect("a port");
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime can be built");
    let scanned: Result<(), async_pop::error::Error> = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(("127.0.0.1", port)).await?;
        let mut client = async_pop::new(stream).await?;
        client.login(user, password).await?;
        let listed = match client.uidl(None).await? {
            async_pop::response::uidl::UidlResponse::Multiple(uidl) => uidl.items().len(),
            async_pop::response::uidl::UidlResponse::Single(_) => 1,
        };
        for number in 1..=listed {
            client.top(number, 0).await?;
        }
        client.quit().await?;
        Ok(())
    });
    scanned.expect("the mailbox is scanned");
}
