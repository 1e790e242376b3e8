#include "app/session/lab_host.h"

#include <stdexcept>

namespace maylab::app {

using kernel::Json;

namespace {

std::string textOf(const Json& value, const char* key) {
    const auto it = value.find(key);
    return it != value.end() && it->is_string() ? it->get<std::string>() : std::string();
}

Speed speedOf(double factor) {
    if (factor >= 600) return Speed::X600;
    if (factor >= 60) return Speed::X60;
    return factor >= 10 ? Speed::X10 : Speed::X1;
}

} // namespace

LabHost::LabHost(labs::LabSession session, kernel::WorldFactory factory)
    : m_session(std::move(session)), m_factory(std::move(factory)) {}

LabHost::~LabHost() {
    if (m_otherDays.joinable()) m_otherDays.join();
}

std::uint64_t LabHost::runEvents(std::uint64_t n) {
    std::uint64_t done = 0;
    while (done < n && m_session.stepEvent()) ++done;
    return done;
}

std::optional<kernel::CallId> LabHost::setControl(std::string_view control, const Json& value) {
    return m_session.setControl(control, labs::Scalar::fromJson(value));
}

double LabHost::wantedSpeed() const { return m_session.view().wantedSpeed; }

std::shared_ptr<const labs::SessionView> LabHost::lesson() {
    return std::make_shared<const labs::SessionView>(m_session.view());
}

tl::expected<Json, std::string> LabHost::act(std::string_view what, const Json& value) {
    const auto done = [](bool ok, const char* otherwise) -> tl::expected<Json, std::string> {
        if (!ok) return tl::unexpected<std::string>(otherwise);
        return Json::object();
    };
    const auto scalar = [&value] {
        const auto it = value.find("value");
        return it == value.end() ? labs::Scalar() : labs::Scalar::fromJson(*it);
    };
    if (!value.is_object()) return tl::unexpected<std::string>("An act needs an object of values.");
    if (what == "answer") {
        return done(m_session.answer(textOf(value, "id"), scalar()), "This step has no such question.");
    }
    if (what == "predict") {
        const labs::Scalar number = scalar();
        if (!number.isNumber()) return tl::unexpected<std::string>("A prediction is a number.");
        return done(m_session.predict(textOf(value, "id"), number.number()),
                    "This prediction is not asked for, or was given already.");
    }
    if (what == "hint") {
        const std::string cause = textOf(value, "cause");
        return done(m_session.openNextHint(cause.empty() ? "asked" : cause), "All hints are open.");
    }
    if (what == "why") {
        if (const std::string rule = textOf(value, "rule"); !rule.empty()) {
            const kernel::RuleId id = m_session.world().decisions().findRule(rule);
            return done(id != 0 && m_session.answerWhyByDecision(id), "That record is not the answer.");
        }
        return done(m_session.answerWhy(textOf(value, "option")), "That is not the reason.");
    }
    if (what == "exam") return done(m_session.answerExam(textOf(value, "option")), "That is not the answer.");
    if (what == "know") {
        std::vector<std::string> options;
        if (const auto it = value.find("options"); it != value.end() && it->is_array()) {
            for (const Json& o : *it) {
                if (o.is_string()) options.push_back(o.get<std::string>());
            }
        }
        return Json{{"right", m_session.iKnowThis(options)}};
    }
    if (what == "reset") {
        m_session.noteReset();
        return Json::object();
    }
    return tl::unexpected<std::string>("Unknown act '" + std::string(what) + "'.");
}

bool LabHost::poll() {
    if (m_otherDays.joinable()) {
        if (!m_otherDaysDone.load(std::memory_order_acquire)) return false;
        m_otherDays.join();
        m_session.anotherDayDone(m_otherDaysResult);
        return true;
    }
    if (!m_session.anotherDayDue()) return false;
    m_otherDaysDone.store(false, std::memory_order_relaxed);
    m_otherDays = std::thread([this, task = m_session.takeAnotherDayTask(), factory = m_factory] {
        // What cannot be tried has not passed; no exception leaves the thread.
        labs::AnotherDayResult result;
        try {
            result = labs::runAnotherDay(task, factory);
        } catch (const std::exception&) {
            result = {};
        }
        m_otherDaysResult = std::move(result);
        m_otherDaysDone.store(true, std::memory_order_release);
    });
    return true;
}

Launcher labLauncher(LabFinder findLab, kernel::WorldFactory factory, std::string program) {
    return [findLab = std::move(findLab), factory = std::move(factory), program = std::move(program)](
               const Launch& launch, const LaunchProgress& progress) -> tl::expected<Launched, std::string> {
        const kernel::JournalHeader& header = launch.journal ? launch.journal->header : launch.header;
        if (header.lab.empty()) return plainLauncher(factory)(launch, progress);
        const auto lab = findLab(header.lab);
        if (!lab) return tl::unexpected("There is no lab '" + header.lab + "'.");
        const labs::Step* step = lab->step(header.step);
        if (step == nullptr) {
            return tl::unexpected("The lab '" + header.lab + "' has no step '" + header.step + "'.");
        }
        if (!progress(0)) return tl::unexpected<std::string>("called off");
        Launched launched;
        launched.speed = speedOf(step->speed);
        if (launch.journal) {
            labs::LabSession::RestoreReport report;
            auto session = labs::LabSession::restore(lab, *launch.journal, factory, report, true, progress);
            if (!session) return tl::unexpected(labs::english(session.error()));
            launched.replay.entries = report.entries;
            launched.replay.marks = report.marks;
            launched.replay.differingMarks = report.differingMarks;
            launched.replay.behavioursDiffer = report.behavioursDiffer;
            session->run().world().takeReplies(); // answered to a session that is gone
            launched.host = std::make_unique<LabHost>(std::move(*session), factory);
            return launched;
        }
        labs::SessionOptions options;
        options.seed = launch.seed;
        options.program = program;
        auto session = labs::LabSession::begin(lab, header.step, factory, options);
        if (!session) return tl::unexpected(labs::english(session.error()));
        session->run().world().takeReplies(); // of the set-up
        launched.host = std::make_unique<LabHost>(std::move(*session), factory);
        return launched;
    };
}

} // namespace maylab::app
