#include <QtTest>

#include "test_list.h"

int main(int argc, char** argv) {
    int failed = 0;
    for (const auto make : {makeLoaderTest, makeGoalTest, makeSessionTest, makeCheckerTest}) {
        const std::unique_ptr<QObject> test(make());
        failed += QTest::qExec(test.get(), argc, argv);
    }
    return failed;
}
