//! The curves.

use std::path::{Path, PathBuf};

use plotters::prelude::*;

use crate::{
    parameters::Parameters,
    tally::World,
    worlds::{Worlds, day_names},
};

const SIZE: (u32, u32) = (860, 320);
const COLOURS: [RGBColor; 3] = [
    RGBColor(0xb0, 0x2a, 0x2a),
    RGBColor(0xb8, 0x77, 0x00),
    RGBColor(0x1d, 0x6f, 0x5c),
];
const NAMES: [&str; 3] = ["without Vigie", "watched", "relay"];

/// Draws the pictures into a folder; the same worlds give the same octets.
pub(crate) fn draw(
    parameters: &Parameters,
    worlds: &Worlds,
    folder: &Path,
) -> Result<(), (PathBuf, String)> {
    let (days, closure) = day_names(parameters);
    let all = [&worlds.alone, &worlds.watched, &worlds.relayed];
    let after = i64::try_from(days.len().saturating_sub(closure + 1)).unwrap_or(0);
    let knows = all.map(|world| World::by_day(&world.knew_after, after));
    let again = all.map(|world| from_closure(&world.sent_for_nothing_on, closure));
    let unpaid = all.map(|world| from_closure(&world.unpaid_on, closure));
    let pictures = [
        (
            "replay-knows.svg",
            "Practices that know of the closure",
            knows,
        ),
        (
            "replay-again.svg",
            "Lots sent again for nothing, by day",
            again,
        ),
        (
            "replay-unpaid.svg",
            "Practices that are not paid, by day",
            unpaid,
        ),
    ];
    for (name, title, curves) in pictures {
        let file = folder.join(name);
        picture(&file, title, &curves).map_err(|error| (file, error.to_string()))?;
    }
    Ok(())
}

fn from_closure(by_day: &[u64], closure: usize) -> Vec<u64> {
    by_day.get(closure..).unwrap_or_default().to_vec()
}

fn picture(
    file: &Path,
    title: &str,
    curves: &[Vec<u64>; 3],
) -> Result<(), Box<dyn std::error::Error>> {
    let most = curves.iter().flatten().max().copied().unwrap_or(1).max(1);
    let days = curves.iter().map(Vec::len).max().unwrap_or(1);
    let root = SVGBackend::new(file, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let mut chart = ChartBuilder::on(&root)
        .caption(title, ("sans-serif", 18))
        .margin(12)
        .x_label_area_size(36)
        .y_label_area_size(64)
        .build_cartesian_2d(0..days.saturating_sub(1).max(1), 0..most + most / 3)?;
    chart
        .configure_mesh()
        .x_desc("days after the closure")
        .disable_x_mesh()
        .y_max_light_lines(1)
        .bold_line_style(RGBColor(0xdd, 0xdd, 0xdd))
        .light_line_style(WHITE)
        .draw()?;
    for ((curve, colour), name) in curves.iter().zip(COLOURS).zip(NAMES) {
        let points = curve.iter().copied().enumerate();
        chart
            .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 18, y)], colour.stroke_width(2)));
    }
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::UpperRight)
        .background_style(WHITE)
        .border_style(RGBColor(0xcc, 0xcc, 0xcc))
        .draw()?;
    root.present()?;
    Ok(())
}
