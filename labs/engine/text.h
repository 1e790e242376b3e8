// The prose of a lab in one language: a Markdown file split by HTML-comment markers, one key each.
//
//     <!-- drowns.title -->
//     A database drowns
//
// Keys are <step>.<part> or lab.<part> (README.md lists the parts). A part keeps its Markdown; blank lines at both
// ends are dropped. Placeholders {name} stand for figures of the step; code spans `...` must be the same in both
// languages.
#pragma once

#include "kernel/outside.h"
#include "labs/engine/message.h"

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace maylab::labs {

class LabText {
  public:
    struct Fault {
        int line = 0;
        Message what;
    };

    // Faults: a key twice, text before the first marker, an empty part, bytes that are not UTF-8.
    static LabText parse(std::string_view markdown, std::vector<Fault>& faults);

    // Takes the parts of another file; one that is here already is a fault.
    void add(LabText other, std::vector<Fault>& faults);
    // Drops, and reports, parts of other scopes than scope.*: what a step's folder has no business with.
    void refuseOthers(std::string_view scope, std::vector<Fault>& faults);

    bool has(std::string_view key) const { return m_parts.find(key) != m_parts.end(); }
    // The Markdown of a key, "" if there is none.
    const std::string& get(std::string_view key) const;
    int lineOf(std::string_view key) const;
    const std::map<std::string, std::string, std::less<>>& parts() const { return m_parts; }

  private:
    std::map<std::string, std::string, std::less<>> m_parts;
    std::map<std::string, int, std::less<>> m_lines;
};

// `...` spans, in order, without the backticks.
std::vector<std::string> codeSpans(std::string_view markdown);
// {name} outside code spans, in order. "{{" is a plain brace.
std::vector<std::string> placeholders(std::string_view markdown);
// [words](word:id): the ids.
std::vector<std::string> wordLinks(std::string_view markdown);
// Replaces {name} by what the function says; a name it answers with "" becomes a dash.
std::string fillPlaceholders(std::string_view markdown, const std::function<std::string(std::string_view)>& value);
using kernel::isUtf8;

} // namespace maylab::labs
