// The few functions of analysis that simulators may use. glibc chooses variants of these by CPU and their last
// bits differ; ours are plain IEEE additions and multiplications, so a run has the same bits everywhere.
// Accuracy: relative error below 4e-16 * 4 over the ranges used here; sin, cos and asin are within a hair of half a unit in
// the last place, so that nearly all of them are the doubles that libm returns (tests/kernel compares with libm).
#pragma once

namespace maylab::kernel::math {

double log(double x);  // x > 0; -inf for 0
double exp(double x);  // 0 below -745, +inf above 709.78
double pow(double x, double y); // x >= 0
double sin(double x);  // |x| < 1e6, NaN beyond
double cos(double x);
double asin(double x); // -1 <= x <= 1, NaN beyond
double sqrt(double x); // IEEE: correctly rounded

} // namespace maylab::kernel::math
