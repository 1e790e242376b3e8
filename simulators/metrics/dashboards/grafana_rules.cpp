#include "metrics/dashboards/grafana_rules.h"

#include "metrics/characters.h"
#include "metrics/dashboards/json_members.h"

#include <limits>
#include <set>

namespace maylab::metrics {
namespace {

constexpr std::size_t kMaxTitle = 5000, kMaxUid = 40, kMaxMessage = 500;
constexpr double kMinRefresh = 5; // seconds; the server's default

class Rules {
  public:
    explicit Rules(std::vector<DashboardMessage>& messages) : m_messages(messages) {}

    void dashboard(const Json& d, const std::string& path) {
        JsonMembers in(d, path, m_messages);
        title(in);
        tags(in);
        uid(in);
        refresh(in);
        std::optional<std::string> message;
        in.read("message", message);
        if (message && message->size() > kMaxMessage) in.refuse(in.path("message"), "message too long, max 500 characters");
        std::optional<std::int64_t> version;
        in.read("schemaVersion", version, 0, 100'000);
        if (d.contains("rows") && !d.contains("panels"))
            in.refuse(in.path("rows"), "Rows of panels are the model before schemaVersion 16; save it once in a Grafana");
        if (const Json* list = in.array("panels")) panels(*list, in.path("panels"));
        if (m_panels > kMaxWidgets) in.refuse(in.path("panels"), "Should NOT have more than 500 items");
        variables(in);
        if (const Json* annotations = in.object("annotations")) {
            JsonMembers a(*annotations, in.path("annotations"), m_messages);
            objects(a, "list");
        }
        if (const Json* time = in.object("time")) {
            JsonMembers t(*time, in.path("time"), m_messages);
            std::optional<std::string> text;
            t.read("from", text);
            t.read("to", text);
        }
    }

  private:
    static void title(JsonMembers& in) {
        std::optional<std::string> title;
        in.read("title", title);
        const Json* given = in.find("title");
        if (given != nullptr && !title) return; // of another type
        if (!title || title->find_first_not_of(" \t\n\r") == std::string::npos) in.refuse(in.path("title"), "Dashboard title cannot be empty");
        else if (title->size() > kMaxTitle) in.refuse(in.path("title"), "Dashboard title cannot contain more than 5000 characters");
    }
    static void tags(JsonMembers& in) {
        const Json* list = in.find("tags");
        if (list == nullptr) return;
        if (!list->is_array()) return in.refuse(in.path("tags"), "tags expected array");
        for (std::size_t i = 0; i < list->size(); ++i)
            if (!(*list)[i].is_string()) in.refuse(at(in.path("tags"), i), "tags expected array of strings");
    }
    static void uid(JsonMembers& in) {
        const Json* given = in.find("uid");
        if (given == nullptr || given->is_null()) return;
        std::optional<std::string> uid;
        in.read("uid", uid);
        if (!uid) return;
        if (uid->size() > kMaxUid) in.refuse(in.path("uid"), "uid too long, max 40 characters");
        else if (!std::all_of(uid->begin(), uid->end(), [](char c) { return isAlphanumeric(c) || c == '-' || c == '_'; }))
            in.refuse(in.path("uid"), "uid contains illegal characters");
    }
    static void refresh(JsonMembers& in) {
        const Json* given = in.find("refresh");
        if (given == nullptr || given->is_boolean() || given->is_null()) return;
        std::optional<std::string> text;
        in.read("refresh", text);
        if (!text || text->empty() || *text == "auto") return;
        const auto seconds = grafanaDuration(*text);
        if (!seconds) in.refuse(in.path("refresh"), "Should be a duration such as 30s");
        else if (*seconds < kMinRefresh) in.refuse(in.path("refresh"), "Dashboard refresh interval is too low");
    }
    static void objects(JsonMembers& in, const char* name) {
        const Json* list = in.array(name);
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
            if (!(*list)[i].is_object()) in.refuse(at(in.path(name), i), "Should be object");
    }
    void variables(JsonMembers& in) {
        const Json* templating = in.object("templating");
        if (templating == nullptr) return;
        JsonMembers t(*templating, in.path("templating"), m_messages);
        const Json* list = t.array("list");
        std::set<std::string> names;
        for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
            const std::string path = at(t.path("list"), i);
            if (!(*list)[i].is_object()) {
                t.refuse(path, "Should be object");
                continue;
            }
            JsonMembers v((*list)[i], path, m_messages);
            std::optional<std::string> name, type;
            v.require("name");
            v.require("type");
            v.read("name", name);
            v.read("type", type);
            if (!name) continue;
            if (name->empty() || !std::all_of(name->begin(), name->end(), [](char c) { return isAlphanumeric(c) || c == '_'; }))
                v.refuse(v.path("name"), "Only word characters are allowed in variable names");
            else if (!names.insert(*name).second) v.refuse(v.path("name"), "Variable with the same name already exists");
        }
    }
    void panels(const Json& list, const std::string& path, bool nested = false) {
        for (std::size_t i = 0; i < list.size(); ++i) {
            if (list[i].is_object()) panel(list[i], at(path, i), nested);
            else m_messages.push_back({at(path, i), "Should be object"});
        }
    }
    void panel(const Json& p, const std::string& path, bool nested) {
        ++m_panels;
        JsonMembers in(p, path, m_messages);
        std::optional<std::string> type, text;
        in.require("type");
        in.read("type", type);
        in.read("title", text);
        std::optional<std::int64_t> id;
        if (const Json* given = in.find("id"); given != nullptr && !given->is_null()) in.read("id", id, 0, std::numeric_limits<std::int32_t>::max());
        if (id && !m_ids.insert(*id).second) in.refuse(in.path("id"), "The id " + std::to_string(*id) + " is used more than once");
        if (const Json* grid = in.object("gridPos")) {
            JsonMembers g(*grid, in.path("gridPos"), m_messages);
            std::optional<std::int64_t> n;
            for (const char* name : {"x", "y", "w", "h"}) g.require(name);
            g.read("x", n, 0, kGridColumns - 1);
            g.read("y", n, 0, 1'000'000);
            g.read("w", n, 1, kGridColumns);
            g.read("h", n, 1, 1000);
        }
        if (const Json* inner = in.array("panels")) {
            if (!inner->empty() && (nested || type != "row")) in.refuse(in.path("panels"), "Only a row has panels of its own");
            else panels(*inner, in.path("panels"), true);
        }
        targets(in);
        if (const Json* options = in.find("options"); options != nullptr && !options->is_object()) in.refuse(in.path("options"), "Should be object");
        fieldConfig(in);
    }
    void targets(JsonMembers& in) {
        const Json* list = in.array("targets");
        if (list == nullptr) return;
        if (list->size() > kMaxMetricsPerWidget) return in.refuse(in.path("targets"), "Should NOT have more than 500 items");
        std::set<std::string> refs;
        for (std::size_t i = 0; i < list->size(); ++i) {
            const std::string path = at(in.path("targets"), i);
            if (!(*list)[i].is_object()) {
                in.refuse(path, "Should be object");
                continue;
            }
            JsonMembers t((*list)[i], path, m_messages);
            std::optional<std::string> ref;
            t.read("refId", ref);
            if (ref && !refs.insert(*ref).second) t.refuse(t.path("refId"), "The refId \"" + *ref + "\" is used more than once in this panel");
        }
    }
    void fieldConfig(JsonMembers& in) {
        const Json* config = in.object("fieldConfig");
        if (config == nullptr) return;
        JsonMembers f(*config, in.path("fieldConfig"), m_messages);
        objects(f, "overrides");
        const Json* defaults = f.object("defaults");
        if (defaults == nullptr) return;
        JsonMembers d(*defaults, f.path("defaults"), m_messages);
        const Json* thresholds = d.object("thresholds");
        if (thresholds == nullptr) return;
        JsonMembers t(*thresholds, d.path("thresholds"), m_messages);
        const Json* steps = t.array("steps");
        double before = -std::numeric_limits<double>::infinity();
        for (std::size_t i = 0; steps != nullptr && i < steps->size(); ++i) {
            const std::string path = at(t.path("steps"), i);
            if (!(*steps)[i].is_object()) {
                t.refuse(path, "Should be object");
                continue;
            }
            const Json value = (*steps)[i].value("value", Json());
            if (i == 0 && !value.is_null()) t.refuse(path + "/value", "The first step has no value (null)");
            if (i == 0) continue;
            if (!value.is_number()) t.refuse(path + "/value", "Should be number");
            else if (value.get<double>() < before) t.refuse(path + "/value", "Steps must rise");
            else before = value.get<double>();
        }
    }

    std::vector<DashboardMessage>& m_messages;
    std::set<std::int64_t> m_ids;
    std::size_t m_panels = 0;
};

} // namespace

void checkGrafana(const Json& dashboard, const std::string& path, std::vector<DashboardMessage>& messages) {
    Rules(messages).dashboard(dashboard, path);
}

std::optional<double> grafanaDuration(std::string_view text) {
    double total = 0;
    bool any = false;
    while (!text.empty()) {
        double number = 0;
        std::size_t i = 0;
        for (; i < text.size() && isDigit(text[i]); ++i) number = number * 10 + (text[i] - '0');
        if (i == 0 || i > 9) return std::nullopt;
        text.remove_prefix(i);
        double unit = 0;
        std::size_t letters = 1;
        if (text.starts_with("ms")) {
            unit = 0.001;
            letters = 2;
        } else if (!text.empty()) {
            switch (text[0]) {
            case 's': unit = 1; break;
            case 'm': unit = 60; break;
            case 'h': unit = 3600; break;
            case 'd': unit = 86400; break;
            case 'w': unit = 7 * 86400; break;
            case 'M': unit = 30 * 86400; break;
            case 'y': unit = 365 * 86400; break;
            default: break;
            }
        }
        if (unit == 0) return std::nullopt;
        text.remove_prefix(letters);
        total += number * unit;
        any = true;
    }
    if (!any) return std::nullopt;
    return total;
}

} // namespace maylab::metrics
