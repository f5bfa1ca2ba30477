//! Sample sheets of sequencing instruments → sheets.

use crate::sheets::{TODAY, sheet};
use sheet::check::check;
use sheet::choices::Choices;
use sheet::fields;
use sheet::layout::Format;
use sheet::read::{ReadError, Sheet, read, read_as};

const ILLUMINA_V1: &str = include_str!("instruments/illumina_v1.csv");
const ILLUMINA_V2: &str = include_str!("instruments/illumina_v2.csv");
const MINKNOW: &str = include_str!("instruments/minknow.csv");

/// The columns that mean something and are filled in a row, as `name=cell`; those of the file first,
/// then after a `|` those that were added.
fn filled(sheet: &Sheet, row: usize) -> String {
    let cells = |added: bool| {
        let columns = sheet.columns().iter().enumerate();
        let mine = columns.filter(|(_, column)| column.added == added);
        let named = mine.filter_map(|(at, column)| Some((column.field?.name, sheet.cell(row, at))));
        let cells = named.filter(|(_, cell)| !cell.is_empty());
        cells.map(|(name, cell)| format!("{name}={cell}")).collect::<Vec<_>>().join(" ")
    };
    format!("{} | {}", cells(false), cells(true))
}

fn lines(sheet: &Sheet) -> Vec<u32> {
    (0..sheet.rows()).map(|row| sheet.line(row)).collect()
}

/// What is said of the whole file and of its columns.
fn told(sheet: Sheet) -> Vec<String> {
    let checked = check(sheet, TODAY);
    let of_file = checked.problems().iter().filter(|problem| problem.row.is_none());
    of_file.map(|problem| problem.message(checked.sheet())).collect()
}

fn not_a_column(name: &str) -> String {
    format!("{name} is not a column of Majora. It will not be sent")
}

#[test]
fn illumina_version_1() {
    let sheet = sheet(ILLUMINA_V1);
    let layout = sheet.layout();
    assert_eq!((layout.format, layout.headings), (Format::IlluminaV1, 21));
    assert_eq!(lines(&sheet), [22, 23, 25]);
    let constant = "instrument_make=ILLUMINA run_name=HOOT-RUN-021 instrument_model=MiSeq \
        library_seq_kit=Nextera DNA CD Indexes library_layout_config=PAIRED \
        library_layout_read_length=151";
    assert_eq!(
        [0, 2].map(|row| filled(&sheet, row)),
        [
            format!(
                "central_sample_id=HOOT-00011 library_name=HOOT-LIB-021 | \
                 barcode=AGGAGTCC-TATCCTCT {constant}"
            ),
            format!(
                "central_sample_id=HOOT-00013 library_name=HOOT-LIB-021 | \
                 barcode=GTAGAGAG {constant}"
            ),
        ]
    );
    // What is needed and not in the file stays to be completed.
    let empty = |field| sheet.column_of(field).map(|column| sheet.cell(0, column));
    assert_eq!(empty(&fields::LIBRARY_STRATEGY), Some(""));
    let derived = sheet.columns().iter().filter(|column| column.derived).count();
    assert_eq!(derived, 7);
    let mut expected = vec![
        "Not used of this file: [Header] Investigator Name, [Header] Date, [Header] Workflow, \
         [Header] Application, [Header] Chemistry, [Settings]"
            .to_owned(),
    ];
    let unknown = ["Sample_Plate", "Sample_Well", "I7_Index_ID", "I5_Index_ID", "Description"];
    expected.extend(unknown.map(not_a_column));
    expected.push("Majora checks barcode but does not store it".to_owned());
    assert_eq!(told(sheet), expected);
}

#[test]
fn illumina_version_2() {
    let sheet = sheet(ILLUMINA_V2);
    let layout = sheet.layout();
    assert_eq!((layout.format, layout.headings), (Format::IlluminaV2, 18));
    assert_eq!(lines(&sheet), [19, 20]);
    assert_eq!(
        filled(&sheet, 1),
        "central_sample_id=HOOT-00022 barcode=GCTTGTCAAC library_name=HOOT-LIB-022 | \
         instrument_make=ILLUMINA run_name=HOOT-RUN-022 instrument_model=NextSeq2000 \
         library_layout_config=PAIRED"
    );
    assert_eq!(
        told(sheet)[0],
        "Not used of this file: [Header] InstrumentPlatform, [Header] IndexOrientation, \
         [Reads] Index1Cycles, [Reads], [BCLConvert_Settings], [Cloud_Data]"
    );
}

#[test]
fn reads_of_an_illumina_sheet() {
    let layout = |reads: &str| {
        let sheet = sheet(&format!("[Reads]\n{reads}[Data]\nSample_ID\nA-1\n"));
        let cell = |field| sheet.get(0, field).to_owned();
        let told =
            (cell(&fields::LIBRARY_LAYOUT_CONFIG), cell(&fields::LIBRARY_LAYOUT_READ_LENGTH));
        (told.0, told.1, sheet.aside().unused.join(", "))
    };
    for (reads, config, length, unused) in [
        ("", "", "", ""),
        ("75\n", "SINGLE", "75", ""),
        ("75\n75\n", "PAIRED", "75", ""),
        ("Read1Cycles,75\nRead2Cycles,0\n", "SINGLE", "75", ""),
        ("75\n50\n", "PAIRED", "", "[Reads]"),
        ("long\n", "", "", "[Reads]"),
        ("75\n75\n75\n", "", "", "[Reads]"),
    ] {
        assert_eq!(layout(reads), (config.into(), length.into(), unused.into()), "{reads:?}");
    }
}

#[test]
fn an_illumina_sheet_as_spreadsheets_save_it() {
    for delimiter in [";", "\t"] {
        let sheet = sheet(&ILLUMINA_V1.replace(',', delimiter));
        assert_eq!((sheet.layout().format, sheet.rows()), (Format::IlluminaV1, 3));
        assert_eq!(sheet.get(0, &fields::BARCODE), "AGGAGTCC-TATCCTCT");
    }
    let cased = ILLUMINA_V1.replace("[Data]", " [DATA]").replace("Sample_ID", "SAMPLE_ID");
    assert_eq!(sheet(&cased).rows(), 3);
}

#[test]
fn an_illumina_sheet_without_samples() {
    let sentence = "The selected file is an Illumina sample sheet without a list of samples. \
        It needs a section [Data] or [BCLConvert_Data]";
    for csv in [
        "[Header],,\nIEMFileVersion,4,\n",
        "[Header]\nRunName,HOOT\n[BCLConvert_Settings]\nx,y\n",
        "[Header]\n[Data]\n",
        "[Data];;\n[Settings];;\nx;y;z\n",
    ] {
        let error = read(csv.as_bytes()).expect_err("no samples");
        assert_eq!(
            (&error, error.to_string().as_str()),
            (&ReadError::NoSamples, sentence),
            "{csv}"
        );
    }
    let headings_only = read(b"[Data]\nSample_ID,index\n[Settings]\nx,y\n");
    assert_eq!(headings_only, Err(ReadError::NoRows));
    let no_id = read(b"[Data]\nLane,index\n1,ACGT\n");
    assert!(matches!(no_id, Err(ReadError::NoKeyColumn { .. })));
}

#[test]
fn an_illumina_sheet_with_very_many_sections_is_read_soon() {
    let sections: String = (0..200_000).map(|n| format!("[x{n}]\na\na\n")).collect();
    let csv = format!("[Data]\nSample_ID\nA-1\n{sections}[x7]\na\n");
    let unused = sheet(&csv).aside().unused.len();
    assert_eq!(unused, 200_000);
}

#[test]
fn a_sample_on_several_lanes_is_one() {
    let csv = "[Data]\nLane,Sample_ID,index\n1,A-1,ACGT\n1,A-2,TTTT\n2,A-1,ACGT\n2,A-2,GGGG\n";
    let read = sheet(csv);
    assert_eq!((lines(&read), &read.aside().lanes[..]), (vec![3, 4, 6], &[5][..]));
    let sentence = "Row 5 says of another lane what a row above says, so it was left out";
    assert_eq!(told(read)[0], sentence);
    let twice = format!("{csv}3,A-1,ACGT\n");
    assert_eq!(
        told(sheet(&twice))[0],
        "Rows 5, 7 say of other lanes what rows above say, so they were left out"
    );
    // A row with a cell more says more.
    let more = sheet("[Data]\nLane,Sample_ID,index\n1,A-1,ACGT\n2,A-1,ACGT,x\n3,A-1, ACGT\n");
    assert_eq!((lines(&more), &more.aside().lanes[..]), (vec![3, 4], &[5][..]));
    // Elsewhere a lane is a column like any other.
    assert_eq!(sheet("lane,sample_id\n1,A-1\n2,A-1\n").rows(), 2);
}

#[test]
fn columns_that_say_it_plainly_are_believed() {
    let csv = "[Header]\nExperiment Name,HOOT-RUN-1\n[Data]\n\
        Sample_ID,Sample_Project,library_name,run_name,barcode,index,index2\n\
        A-1,project,LIB-1,RUN-1,NB01,ACGT,TTTT\n";
    let sheet = sheet(csv);
    assert_eq!(
        filled(&sheet, 0),
        "central_sample_id=A-1 library_name=LIB-1 run_name=RUN-1 barcode=NB01 | \
         instrument_make=ILLUMINA"
    );
    assert_eq!(sheet.aside().unused, ["[Header] Experiment Name"]);
}

#[test]
fn minknow() {
    let sheet = sheet(MINKNOW);
    assert_eq!((sheet.layout().format, sheet.layout().headings), (Format::Ont, 1));
    assert_eq!(lines(&sheet), [2, 3, 4]);
    assert_eq!(
        filled(&sheet, 1),
        "flowcell_id=FAX00231 library_name=HOOT-LIB-023 run_name=HOOT-RUN-023 \
         flowcell_type=FLO-MIN114 library_seq_kit=SQK-NBD114-24 central_sample_id=HOOT-00032 \
         barcode=barcode02 | instrument_make=OXFORD_NANOPORE"
    );
    let expected = [
        not_a_column("position_id"),
        not_a_column("type"),
        "Majora checks barcode but does not store it".to_owned(),
    ];
    assert_eq!(told(sheet), expected);
}

#[test]
fn minknow_without_aliases_names_samples() {
    let sheet = sheet("position_id,sample_id,experiment_id,kit\nX1,A-1,HOOT-RUN,LSK114\n");
    assert_eq!(
        filled(&sheet, 0),
        "central_sample_id=A-1 run_name=HOOT-RUN library_seq_kit=LSK114 | \
         instrument_make=OXFORD_NANOPORE"
    );
}

#[test]
fn an_experiment_on_several_flow_cells_is_a_group_of_runs() {
    let sheet = sheet(&MINKNOW.replacen("FAX00231,X1", "FAX00232,X2", 1));
    let names = |field| sheet.get(0, field).to_owned();
    assert_eq!(
        (names(&fields::RUN_GROUP), names(&fields::RUN_NAME)),
        ("HOOT-RUN-023".into(), String::new())
    );
    // Unless it was settled.
    let mut choices = Choices::default();
    choices.columns.insert(3, Some(&fields::RUN_NAME));
    let csv = MINKNOW.replacen("FAX00231,X1", "FAX00232,X2", 1);
    let settled = read_as(csv.into_bytes(), &choices).expect("a sheet");
    assert_eq!(settled.get(0, &fields::RUN_NAME), "HOOT-RUN-023");
}

#[test]
fn a_sheet_made_for_majora_is_none_of_an_instrument() {
    for csv in [
        "central_sample_id,experiment_id,flow_cell_id,alias\nA-1,x,y,z\n",
        "sample_id,experiment_id,barcode\nA-1,x,y\n",
    ] {
        assert_eq!(sheet(csv).layout().format, Format::Plain, "{csv}");
    }
}

#[test]
fn written_as_csv_they_are_plain_sheets_with_the_same_cells() {
    for csv in [ILLUMINA_V1, ILLUMINA_V2, MINKNOW] {
        let read_first = sheet(csv);
        let again = sheet(&read_first.to_csv());
        assert_eq!(again.layout().format, Format::Plain);
        let fields = |s: &Sheet| s.columns().iter().map(|c| c.field).collect::<Vec<_>>();
        assert_eq!(fields(&again), fields(&read_first));
        for row in 0..read_first.rows() {
            let cells = |s: &Sheet| -> Vec<String> {
                (0..s.columns().len()).map(|column| s.cell(row, column).to_owned()).collect()
            };
            assert_eq!(cells(&again), cells(&read_first));
        }
    }
}

#[test]
fn derived_cells_can_be_changed_and_changed_back() {
    let mut sheet = sheet(ILLUMINA_V1);
    let column = sheet.column_of(&fields::RUN_NAME).expect("it was added");
    sheet.set(0, column, String::new());
    assert_eq!((sheet.cell(0, column), sheet.original(0, column)), ("", "HOOT-RUN-021"));
    assert!(sheet.is_edited(0, column));
    sheet.set(0, column, "HOOT-RUN-021".into());
    assert_eq!(sheet.edits().len(), 0);
}
