// Several classes of tests in one program, so that a room's tests are files of one subject each and cost one link.
// A file ends with MAYLAB_TESTS(Class); one file of the program has a main that calls runTestClasses. The classes run
// in the order of their names. Test functions named on the command line run where they are; the other classes do not.
#pragma once

#include <QtTest>

#include <algorithm>
#include <memory>
#include <vector>

namespace maylab::testing {

struct TestClass {
    const QMetaObject* meta = nullptr;
    std::unique_ptr<QObject> (*make)() = nullptr;

    // "function" or "function:row"
    bool has(const QString& argument) const {
        return meta->indexOfSlot(qPrintable(argument.section(QLatin1Char(':'), 0, 0) + QStringLiteral("()"))) >= 0;
    }
};

inline std::vector<TestClass>& testClasses() {
    static std::vector<TestClass> classes;
    return classes;
}

template <class Test>
struct TestRegistration {
    TestRegistration() {
        testClasses().push_back({&Test::staticMetaObject, []() -> std::unique_ptr<QObject> { return std::make_unique<Test>(); }});
    }
};

// The number of failures, 0 when all is well.
inline int runTestClasses(int argc, char** argv) {
    std::vector<TestClass> classes = testClasses();
    std::sort(classes.begin(), classes.end(),
              [](const TestClass& a, const TestClass& b) { return qstrcmp(a.meta->className(), b.meta->className()) < 0; });
    QStringList arguments(argv, argv + argc);
    const auto named = [&](const QString& a) {
        return std::any_of(classes.begin(), classes.end(), [&](const TestClass& c) { return c.has(a); });
    };
    const bool some = std::any_of(arguments.begin() + 1, arguments.end(), named);
    int failed = 0;
    for (const TestClass& c : classes) {
        QStringList own;
        bool runs = !some;
        for (const QString& a : arguments) {
            if (&a != &arguments.front() && named(a)) {
                if (!c.has(a)) continue;
                runs = true;
            }
            own += a;
        }
        if (runs) failed += QTest::qExec(c.make().get(), own);
    }
    return failed;
}

} // namespace maylab::testing

#define MAYLAB_TESTS(Class) static const maylab::testing::TestRegistration<Class> k##Class##Registered;
