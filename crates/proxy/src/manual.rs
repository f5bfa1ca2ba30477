//! majora-uploader(1), made of the command line as it is defined.
//!
//! The page is in the repository, so that a release needs nothing built for it, and so that a change of
//! a command is seen there too. `cargo xtask manual` writes it anew.

use std::{
    env, fs,
    io::{self, Write},
    path::Path,
};

use clap::{Command, CommandFactory};
use clap_mangen::Man;

use crate::Arguments;

const PAGE: &str = "../../packaging/majora-uploader.1";

/// What the definitions don't say; docs/terminal.md and docs/operations.md say more.
const END: &str = r#".SH "EXIT STATUS"
.TP
\fB0\fR
All went well. Of \fBcheck\fR: nothing is refused, though there may be warnings. Of \fBplan\fR: no row has
errors. Of \fBserve\fR: it was asked to stop, or the configuration is all right. Of \fBsessions end\fR: the sessions have
ended, and Majora has revoked their tokens.
.TP
\fB1\fR
Of \fBcheck\fR: there are errors. Of \fBplan\fR: rows are left out because of errors. Of \fBserve\fR and
\fBsessions\fR: what failed is on standard error. Of \fBsessions end\fR also: there is no such session, or none of
such a user.
.TP
\fB2\fR
The arguments are wrong, the sheet can\*(Aqt be read, or the output can\*(Aqt be written.
.TP
\fB3\fR
Of \fBsessions end\fR: the sessions have ended, and Majora hasn\*(Aqt revoked all of the tokens yet. How many is on
standard error. The service must run until \fIuploader_revocations_waiting\fR is 0.
.PP
A reader that goes away, as in \fBcheck\fR \fISHEET\fR | \fBhead\fR, doesn\*(Aqt change the code.
.SH SIGNALS
\fBserve\fR stops at SIGTERM or SIGINT: it ends the requests under way first. At a second one it goes at once.
.SH FILES
.TP
\fI/etc/majora\-uploader/uploader.toml\fR
The configuration of the service; beside it secrets and certificates, readable by the group
\fImajora\-uploader\fR.
.TP
\fI/var/lib/majora\-uploader\fR
Sessions and the keys that seal them, made at the first start.
.TP
\fI/usr/share/doc/majora\-uploader/examples/uploader.example.toml\fR
Every key of the configuration, with its default.
.TP
\fI/usr/share/doc/majora\-uploader/operations.md\fR
How to run it for a site.
.TP
\fI/usr/share/doc/majora\-uploader/terminal.md\fR
The JSON of \fBcheck\fR and \fBplan\fR, and how dates are read.
.SH "SEE ALSO"
.BR systemctl (1),
.BR journalctl (1)
"#;

/// The page.
fn page() -> String {
    let command = Arguments::command().disable_help_subcommand(true);
    let command = command.subcommand_value_name("COMMAND");
    let mut title = Vec::new();
    Man::new(command.clone()).render_title(&mut title).unwrap();
    let mut page = String::from_utf8(title).unwrap();
    page += &rendered(&command, &[Man::render_name_section, Man::render_synopsis_section]);
    page += &rendered(&command, &[Man::render_options_section]);
    page += ".SH COMMANDS\n";
    let mut command = without_help(command);
    command.build();
    describe(&command, &mut page);
    page + END
}

/// `--help` stands once, and not at each command.
fn without_help(command: Command) -> Command {
    let command = command.disable_help_flag(true).disable_help_subcommand(true);
    command.subcommand_value_name("COMMAND").mut_subcommands(without_help)
}

/// The commands, each with what it takes, and those below it.
fn describe(command: &Command, page: &mut String) {
    for command in command.get_subcommands() {
        let name = command.get_bin_name().unwrap_or_else(|| command.get_name());
        let synopsis = rendered(command, &[Man::render_synopsis_section]);
        let rest = [Man::render_description_section, Man::render_options_section];
        let part = format!("{synopsis}.PP\n{}", rendered(command, &rest));
        // Its sections would stand beside those of the page.
        let part = part.lines().filter(|line| !line.starts_with(".SH"));
        *page += &format!(".SS \"{name}\"\n");
        part.for_each(|line| *page += &format!("{line}\n"));
        describe(command, page);
    }
}

type Section = fn(&Man, &mut dyn Write) -> io::Result<()>;

/// Sections without what each brings along: the definition of the apostrophe, which is in the title
/// already, and an empty line between breaks.
fn rendered(command: &Command, sections: &[Section]) -> String {
    let man = Man::new(command.clone());
    let mut bytes = Vec::new();
    sections.iter().for_each(|render| render(&man, &mut bytes).unwrap());
    let text = String::from_utf8(bytes).unwrap().replace(".br\n\n.br\n", ".br\n");
    let lines = text.lines().filter(|line| !line.starts_with(".ie ") && !line.starts_with(".el "));
    lines.map(|line| format!("{}\n", line.trim_end())).collect()
}

#[test]
fn the_page_in_the_repository_is_that_of_the_commands() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    if env::var("MANUAL").is_ok_and(|wish| wish == "write") {
        fs::write(&path, page()).unwrap();
    }
    let written = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(written, page(), "write it anew: cargo xtask manual");
}
