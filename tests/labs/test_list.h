// The parts of tst_labs, one file each.
#pragma once

#include <QObject>

#include <memory>

QObject* makeLoaderTest();
QObject* makeGoalTest();
QObject* makeSessionTest();
QObject* makeCheckerTest();
