#include "labs/engine/message.h"

#include <nlohmann/json.hpp>

#include <charconv>

namespace maylab::labs {

const std::string& Scalar::text() const {
    static const std::string kNone;
    return isText() ? std::get<std::string>(m_v) : kNone;
}

std::string Scalar::toString() const {
    if (isText()) return text();
    if (!isNumber()) return {};
    char buffer[64];
    const auto r = std::to_chars(buffer, buffer + sizeof buffer, number());
    return {buffer, r.ptr};
}

Scalar Scalar::fromJson(const nlohmann::json& j) {
    if (j.is_number()) return j.get<double>();
    if (j.is_string()) return j.get<std::string>();
    if (j.is_boolean()) return j.get<bool>() ? "true" : "false";
    return {};
}

nlohmann::json Scalar::toJson() const {
    if (isNumber()) return number();
    if (isText()) return text();
    return nullptr;
}

namespace {

constexpr MessageInfo kMessages[] = {
    // why a goal stands as it does
    {"goal.waits-for-goal", "goal", "Counts after “{goal}”."},
    {"goal.waits-for-prediction", "prediction", "Counts after the prediction."},
    {"goal.waits-since", "instant", "Counts only from {instant} on."},
    {"goal.waits-since-call", "command", "Counts only after the command “{command}”."},
    {"goal.waits-when", "now,is,needed", "Counts only while a value is {is} {needed}; now {now}."},
    {"goal.no-value", "", "There is no value yet."},
    {"goal.below", "now,needed", "Now {now}, needs at least {needed}."},
    {"goal.above", "now,needed", "Now {now}, needs at most {needed}."},
    {"goal.differs", "now,needed", "Now {now}, needs {needed}."},
    {"goal.outside", "now,from,to", "Now {now}, needs {from} to {to}."},
    {"goal.not-yet-not", "", "What must not be is so at the moment."},
    {"goal.part-open", "part", "Not yet: “{part}”."},
    {"goal.calls-done", "done,total", "{done} of {total} commands, in this order."},
    {"goal.holding", "held,needed", "Held {held} of {needed} s."},
    {"goal.fell", "held,needed,now", "Held {held} of {needed} s, then fell: now {now}."},
    {"goal.passed", "now", "Passed with {now}."},
    // a session
    {"session.unknown-step", "step", "There is no step “{step}” in this lab."},
    {"session.scenario-refused", "error", "The scenario could not be made: {error}"},
    {"session.call-refused", "service,operation,code,error", "{service} {operation} was refused: {code}: {error}"},
    {"session.called-off", "", "The preparation was called off."},
    {"session.journal-broken", "error", "The journal cannot be replayed: {error}"},
    {"session.journal-of-other-step", "lab,step", "The journal belongs to {lab}, step {step}."},
    {"session.another-day-failed", "seed,goal", "It worked today. On another day (seed {seed}) “{goal}” did not."},
    {"script.goal-not-reached", "goal,seconds", "“{goal}” did not pass within {seconds} s."},
    {"script.condition-not-reached", "seconds", "What was waited for did not come within {seconds} s."},
    {"script.call-refused", "service,operation,code,error", "{service} {operation} was refused: {code}: {error}"},
    {"script.locked", "prediction", "The prediction “{prediction}” waits for an answer."},
    {"script.not-asked", "id", "“{id}” is not asked at this moment."},
    {"script.nothing-announced", "", "Nothing is announced to skip to."},
    // files that are not as they should be
    {"load.no-file", "file", "The file {file} is missing."},
    {"load.unreadable", "file", "The file {file} cannot be read."},
    {"load.not-utf8", "", "The file is not UTF-8."},
    {"load.not-json", "line,column", "Not JSON: line {line}, column {column}."},
    {"load.duplicate-field", "field", "The field “{field}” is there twice."},
    {"load.duplicate-id", "id", "The id “{id}” is used twice."},
    {"load.duplicate-lab", "id", "Another folder has a lab with the id “{id}”."},
    {"load.missing-field", "field", "“{field}” is missing."},
    {"load.unknown-field", "field", "There is no field “{field}” here."},
    {"load.wrong-type", "expected,found", "Must be {expected}, is {found}."},
    {"load.wrong-value", "allowed,found", "Must be one of {allowed}, is {found}."},
    {"load.wrong-form", "pattern,found", "{found} does not have the form {pattern}."},
    {"load.too-small", "minimum,found", "Must be at least {minimum}, is {found}."},
    {"load.too-large", "maximum,found", "Must be at most {maximum}, is {found}."},
    {"load.too-short", "minimum,found", "Needs at least {minimum} entries or characters, has {found}."},
    {"load.too-long", "maximum,found", "May have at most {maximum} entries or characters, has {found}."},
    {"load.entry-twice", "", "The same entry is there twice."},
    {"load.forbidden", "", "This form is not allowed here."},
    {"load.wrong-folder", "id,folder", "The id is “{id}”, the folder is called “{folder}”."},
    {"load.wrong-lab", "id", "The file belongs to the lab “{id}”."},
    {"load.unknown-scenario", "scenario", "There is no scenario “{scenario}”."},
    {"load.unknown-parameter", "parameter", "The scenario has no parameter “{parameter}”."},
    {"load.unknown-metric", "namespace,name", "There is no metric {namespace} {name}."},
    {"load.unknown-statistic", "statistic,error", "There is no statistic “{statistic}”: {error}"},
    {"load.unknown-operation", "service,operation", "There is no operation {service} {operation}."},
    {"load.not-a-read", "service,operation", "{service} {operation} is not a read."},
    {"load.unknown-rule", "rule", "There is no decision rule “{rule}”."},
    {"load.no-prices", "", "A bill needs a price table; the catalog has none."},
    {"load.unknown-reference", "kind,id", "There is no {kind} “{id}”."},
    {"load.no-id", "", "A goal needs an id."},
    {"load.bad-range", "from,to", "{from} to {to} is not a range."},
    {"load.bad-value", "found", "{found} does not fit here."},
    {"load.no-right-option", "count", "{count} options are right; exactly one must be."},
    {"load.not-in-script", "kind", "A {kind} is not allowed in this script."},
    {"load.no-solution", "step", "The step “{step}” has no solution."},
    {"load.no-mistake-file", "mistake", "The mistake “{mistake}” has no file that makes it."},
    {"load.wrong-hint", "hint,expected", "Names the hint {hint}, the mistake's is {expected}."},
    {"load.text-missing", "key", "The part “{key}” is missing."},
    {"load.text-unknown", "key", "Nothing in lab.json asks for the part “{key}”."},
    {"load.text-one-language", "key,language", "The part “{key}” is only in {language}."},
    {"load.text-code-spans", "key,en,vi", "Code spans of “{key}” differ: {en} against {vi}."},
    {"load.text-placeholders", "key,en,vi", "Figures in “{key}” differ: {en} against {vi}."},
    {"load.text-unknown-figure", "key,figure", "“{key}” names a figure “{figure}” that there is not."},
    {"load.text-unknown-word", "key,word", "“{key}” links to a word “{word}” that there is not."},
    {"load.text-twice", "key", "The marker “{key}” comes twice."},
    {"load.text-empty", "key", "The part “{key}” is empty."},
    {"load.text-before-marker", "", "There is text before the first marker."},
    {"load.cannot-cycle", "id", "“{id}” waits for itself."},
    {"load.uses-too-much", "id", "“{id}” is used too often, or too many values use one another on the way to it."},
    {"advice.add-file", "file", "Add {file}; labs/engine/README.md says what is in it."},
    {"advice.fix-json", "", "Look for a missing comma, quote or bracket before this place."},
    {"advice.save-utf8", "", "Save the file as UTF-8."},
    {"advice.remove-one", "", "Keep one of the two."},
    {"advice.add-field", "field", "Add “{field}”."},
    {"advice.remove-field", "allowed", "Remove it or correct its name; allowed here: {allowed}."},
    {"advice.change-value", "", "Change the value."},
    {"advice.see-schema", "", "See labs/engine/lab.schema.json."},
    {"advice.rename", "", "Give both the same name."},
    {"advice.choose", "known", "Known: {known}."},
    {"advice.add-id", "", "Add an \"id\" that no other goal of the step has."},
    {"advice.one-right", "", "Give exactly one option \"right\": true."},
    {"advice.add-part", "file,key", "Add <!-- {key} --> with its text to {file}."},
    {"advice.remove-part", "file", "Remove it from {file} or correct the marker."},
    {"advice.same-spans", "", "Write the same `code` in both languages, the same number of times."},
    {"advice.same-figures", "", "Name the same {figures} in both languages."},
    {"advice.add-figure", "", "Add it to the step's \"figures\", or write {{ for a brace."},
    {"advice.add-solution", "step", "Add a script for “{step}” to solution.json."},
    {"advice.add-mistake-file", "", "Add a file under mistakes/ that makes it."},
    {"advice.calls-and-waits", "", "Use calls and waits only."},
    // what the checker finds
    {"check.begin-failed", "error", "The step cannot begin: {error}"},
    {"check.goal-true-at-start", "measured", "The goal is true when the step begins ({measured})."},
    {"check.passes-by-itself", "seconds,measured", "The goal passes within {seconds} s when nothing is done ({measured})."},
    {"check.solution-stops", "item,error", "The solution stops at its line {item}: {error}"},
    {"check.solution-fails", "measured,needed", "The solution does not pass: measured {measured}, needed {needed}."},
    {"check.solution-not-understood", "", "The solution passes but leaves the step not done or not understood."},
    {"check.another-day-fails", "seed,measured,needed", "The solution's settings fail on seed {seed}: {measured}, needed {needed}."},
    {"check.mistake-stops", "item,error", "The mistake's script stops at line {item}: {error}"},
    {"check.mistake-passes", "", "The step passes in spite of the mistake."},
    {"check.mistake-not-recognised", "", "The mistake is made and not recognised."},
    {"check.mistake-wrong-hint", "hint,expected", "The hint that opens first is {hint}, not {expected}."},
    {"check.do-it-for-me-fails", "goal", "“Do it for me” does not pass “{goal}”."},
    {"check.slider-too-easy", "percent", "{percent} % of the slider passes; at most 25 % may."},
    {"check.slider-too-hard", "percent", "{percent} % of the slider passes; at least 2 % must."},
};

} // namespace

std::span<const MessageInfo> messageTable() { return kMessages; }

std::string english(const Message& message) {
    std::string_view pattern = message.id;
    for (const MessageInfo& info : kMessages) {
        if (message.id == info.id) pattern = info.english;
    }
    std::string out;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        if (pattern[i] == '{') {
            if (i + 1 < pattern.size() && pattern[i + 1] == '{') {
                out += '{';
                ++i;
                continue;
            }
            const std::size_t end = pattern.find('}', i);
            if (end != std::string_view::npos) {
                const std::string_view name = pattern.substr(i + 1, end - i - 1);
                bool found = false;
                for (const auto& [key, value] : message.values) {
                    if (key != name) continue;
                    out += value.present() ? value.toString() : "–";
                    found = true;
                    break;
                }
                if (!found) out += pattern.substr(i, end - i + 1);
                i = end;
                continue;
            }
        }
        out += pattern[i];
    }
    return out;
}

} // namespace maylab::labs
