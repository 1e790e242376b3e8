// Writes a worklog into a folder: the pages, the pictures, a replay file beside each picture. Asks nothing: plan()
// says what is there already, the caller asks. Every file is written whole or not at all.
#pragma once

#include "labs/worklog/worklog.h"

#include <tl/expected.hpp>

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace maylab::worklog {

// Draws the chart of a run into a PNG file, evidence.footer in the picture. False: no picture (the page's line for
// it is left out).
using PictureRenderer = std::function<bool(const Evidence& evidence, const std::string& pngFile)>;
// The run as JSON Lines, as `maylab replay` reads it; empty: none.
using JournalSource = std::function<std::string(progress::RunId)>;

// What a Hugo site says about itself, as far as it matters here.
struct SiteFacts {
    bool isSite = false;
    bool unsafeHtml = true;            // markup.goldmark.renderer.unsafe
    std::optional<int> siblingsWeight; // the weight that all other weeks share
    std::string root;                  // folder with config.toml or hugo.toml
    std::string section;               // folder of the weeks: content/1-Worklog
};

// Looks at the folder, its parents and (in a site) the weeks beside this one.
SiteFacts lookAt(const std::string& folder, const WeekPlan& week);

struct ExportPlan {
    std::string pageFolder;   // <folder>/1.4-Week4, or <site>/content/1-Worklog/1.4-Week4
    std::string imagesFolder; // <folder or site>/static/images/worklog/week4
    std::vector<std::string> files;    // all that would be written
    std::vector<std::string> existing; // those that are there already
};
ExportPlan plan(const Worklog& worklog, const std::string& folder, const WeekPlan& week,
                const std::vector<Language>& languages);

struct ExportResult {
    std::vector<std::string> written;
    std::vector<std::string> missingPictures;
};
// Fails with a sentence for a person; files already written are named in it. replace: existing files may go.
tl::expected<ExportResult, std::string> exportTo(const Worklog& worklog, const std::string& folder, const WeekPlan& week,
                                                 const std::vector<Language>& languages, bool replace,
                                                 const PictureRenderer& picture, const JournalSource& journal);

} // namespace maylab::worklog
