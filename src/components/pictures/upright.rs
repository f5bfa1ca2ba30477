//! Bars that stand side by side: rows by day, Ct values.

use super::figure::{behind, framed, mend, percent, rest, rows};
use super::roving::Roving;
use super::{Canvas, Lead};
use leptos::prelude::*;
use sheet::fields;
use sheet::profile::{Bar, Days, Slice, Spread, Step};
use sheet::words::{count, long_date, short_date, thousands};

/// How many bars each have a name below them; of more, only the first and last have.
const NAMED: usize = 8;

/// For how many bars there is room at least: fewer are no wider.
const ROOM: usize = 8;

/// A row of bars.
struct Upright {
    /// What tells its elements from those of other pictures.
    id: String,
    title: String,
    said: String,
    /// What a bar stands for: the heading of the table.
    unit: &'static [&'static str],
    bars: Vec<Bar>,
    /// The name of each bar: whole, and below the picture.
    names: Vec<(String, String)>,
    /// The rows for which there is no bar.
    rest: AnyView,
}

/// When samples were taken and received.
pub(super) fn days(canvas: &Canvas) -> Vec<AnyView> {
    canvas.profile.days.iter().map(|days| upright(canvas, of_days(canvas, days))).collect()
}

/// The Ct values of each test.
pub(super) fn spread(canvas: &Canvas) -> Vec<AnyView> {
    let spreads = canvas.profile.spreads.iter();
    spreads.map(|spread| upright(canvas, of_spread(canvas, spread))).collect()
}

fn of_days(canvas: &Canvas, days: &Days) -> Upright {
    let name = canvas.name(days.column);
    let is_of_taking = canvas.field(days.column) == Some(&fields::COLLECTION_DATE);
    let title = if is_of_taking { "When samples were taken" } else { "When samples came in" };
    let names: Vec<_> = days.bars.iter().map(|bar| of_day(&bar.slice)).collect();
    let most = days.bars.iter().zip(&names).max_by_key(|(bar, _)| bar.rows.all());
    let most = most.map_or_else(String::new, |(bar, (name, _))| {
        format!("Most: {name}, {}.", count(bar.rows.all(), "row"))
    });
    let unit: &[&str] = match days.step {
        Step::Day => &["Day", "Rows", "To fix", "Show"],
        Step::Week => &["Week", "Rows", "To fix", "Show"],
    };
    Upright {
        id: format!("days-{}", days.column),
        title: title.into(),
        said: format!("By {name}. {most}"),
        unit,
        bars: days.bars.clone(),
        names,
        rest: rest(canvas, days.column, days.rest),
    }
}

fn of_day(slice: &Slice) -> (String, String) {
    match slice {
        Slice::Days { first, last, .. } if first == last => (long_date(*first), short_date(*first)),
        Slice::Days { first, .. } => {
            (format!("week from {}", long_date(*first)), short_date(*first))
        }
        _ => (String::new(), String::new()),
    }
}

fn of_spread(canvas: &Canvas, spread: &Spread) -> Upright {
    let name = canvas.name(spread.column);
    let names = spread.bars.iter().map(|bar| match bar.slice {
        Slice::Numbers { from, below, .. } if below.is_infinite() => {
            (format!("{from} or more"), format!("{from}+"))
        }
        Slice::Numbers { from, below, .. } => (format!("{from} to {below}"), from.to_string()),
        _ => (String::new(), String::new()),
    });
    let [low, middle, high] = spread.quartiles;
    let said = format!(
        "By {name}. Median {middle:.1}; half of the values lie between {low:.1} and {high:.1}."
    );
    Upright {
        id: format!("ct-{}", spread.column),
        title: "Ct values".into(),
        said,
        unit: &["Ct", "Rows", "To fix", "Show"],
        bars: spread.bars.clone(),
        names: names.collect(),
        rest: rest(canvas, spread.column, spread.rest),
    }
}

fn upright(canvas: &Canvas, it: Upright) -> AnyView {
    let Upright { id, title, said, unit, bars, names, rest } = it;
    let most = bars.iter().map(|bar| bar.rows.all()).max().unwrap_or_default().max(1);
    let roving = Roving::new((0..filled(&bars).count()).map(|nth| (0, nth)).collect());
    let on_lead = canvas.on_lead;
    let parts = bars_and_buttons(&roving, &bars, &names, on_lead);
    let told = told(&roving, &bars, &names);
    let key = roving.clone();
    let what = format!("{} bars, of {} at most. {said}", thousands(bars.len()), count(most, "row"));
    let (title_id, what_id) = (format!("{id}-title"), format!("{id}-what"));
    let labels = format!("{title_id} {what_id}");
    let room = bars.len().max(ROOM);
    let drawn = bars.iter().enumerate().map(|(at, bar)| drawn(bar, at, room, most));
    let axis = axis(&names);
    let lines = {
        let (bars, names) = (bars.clone(), names);
        move || {
            let lines = filled(&bars).map(|(at, bar)| line(&names[at].0, bar, on_lead));
            lines.collect::<Vec<_>>()
        }
    };
    let caption = title.clone();
    let parts = view! {
        <div class="chart">
            <p class="chart-most" aria-hidden="true">{thousands(most)}</p>
            <div class="chart-plot">
                <svg class="chart-bars" role="img" aria-labelledby=labels focusable="false">
                    <title id=title_id>{title.clone()}</title>
                    <desc id=what_id>{what}</desc>
                    <line class="chart-line" x1="0" x2="100%" y1="50%" y2="50%"/>
                    {drawn.collect_view()}
                </svg>
                <div
                    class="chart-parts"
                    role="toolbar"
                    aria-label=format!("Bars: {title}")
                    on:keydown=move |event| key.on_key(&event)
                >
                    {parts}
                </div>
            </div>
            {axis}
            {told}
        </div>
        {rest}
        {behind(caption, unit, lines)}
    };
    framed(&id, title, said, parts.into_any())
}

/// The bars that have rows, with their places.
fn filled(bars: &[Bar]) -> impl Iterator<Item = (usize, &Bar)> {
    bars.iter().enumerate().filter(|(_, bar)| bar.rows.all() > 0)
}

/// One bar: what is ready below, what is to be mended above it.
fn drawn(bar: &Bar, at: usize, all: usize, most: usize) -> impl IntoView + use<> {
    let (slot, gap) = (1.0 / all as f64, 0.1);
    let (x, width) = (percent((at as f64 + gap) * slot), percent((1.0 - 2.0 * gap) * slot));
    let height = |rows: usize| rows as f64 / most as f64;
    let (ready, to_mend) = (height(bar.rows.ready), height(bar.rows.to_mend));
    let above = (bar.rows.to_mend > 0)
        .then(|| mend(x.clone(), percent(1.0 - ready - to_mend), width.clone(), percent(to_mend)));
    view! {
        <rect class="bar-ready" x=x y=percent(1.0 - ready) width=width height=percent(ready)/>
        {above}
    }
}

/// A button over each bar that has rows, and room where there is none.
fn bars_and_buttons(
    roving: &Roving,
    bars: &[Bar],
    names: &[(String, String)],
    on_lead: Callback<Lead>,
) -> Vec<AnyView> {
    let mut nth = 0;
    let part = |(bar, (name, _)): (&Bar, &(String, String))| {
        if bar.rows.all() == 0 {
            return view! { <span></span> }.into_any();
        }
        let slice = bar.slice.clone();
        let label = format!("{name}: {}", rows(bar.rows));
        nth += 1;
        let press = move || on_lead.run(Lead::Rows(slice.clone()));
        roving.button(nth - 1, label, press)
    };
    let parts: Vec<AnyView> = bars.iter().zip(names).map(part).collect();
    let empty = (bars.len()..ROOM).map(|_| view! { <span></span> }.into_any());
    parts.into_iter().chain(empty).collect()
}

/// What the bar says that the mouse or keyboard is at.
fn told(roving: &Roving, bars: &[Bar], names: &[(String, String)]) -> impl IntoView + use<> {
    let texts: Vec<String> =
        filled(bars).map(|(at, bar)| format!("{}: {}", names[at].0, rows(bar.rows))).collect();
    let at = roving.at();
    let text = move || at.get().and_then(|nth| texts.get(nth).cloned());
    view! { <p class="picture-told" aria-hidden="true">{text}</p> }
}

/// The names below the bars. A screen reader has them with the bars.
fn axis(names: &[(String, String)]) -> impl IntoView + use<> {
    let each = names.len() <= NAMED;
    let shown: Vec<String> = match names {
        [first, .., last] if !each => vec![first.1.clone(), last.1.clone()],
        few => few.iter().map(|(_, short)| short.clone()).collect(),
    };
    let class = if each { "chart-axis chart-axis-each" } else { "chart-axis" };
    let name = |text: String| view! { <span>{text}</span> };
    let room = if each { ROOM } else { 0 };
    let empty = (shown.len()..room).map(|_| String::new());
    let shown: Vec<String> = shown.iter().cloned().chain(empty).collect();
    view! { <div class=class aria-hidden="true">{shown.into_iter().map(name).collect_view()}</div> }
}

/// A line of the table behind.
fn line(name: &str, bar: &Bar, on_lead: Callback<Lead>) -> impl IntoView + use<> {
    let slice = bar.slice.clone();
    let show = move |_| on_lead.run(Lead::Rows(slice.clone()));
    view! {
        <tr>
            <th scope="row">{name.to_owned()}</th>
            <td>{thousands(bar.rows.all())}</td>
            <td>{thousands(bar.rows.to_mend)}</td>
            <td>
                <button class="link" on:click=show>
                    "Show these rows"<span class="visually-hidden">": "{name.to_owned()}</span>
                </button>
            </td>
        </tr>
    }
}
