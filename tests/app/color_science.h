// WCAG contrast and colour-vision distances, for the test of the theme table.
#pragma once

#include <QColor>

#include <algorithm>
#include <array>
#include <cmath>

namespace maylab::test {

inline double linear(double c) {
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

// WCAG 2.2 relative luminance and contrast ratio.
inline double luminance(const QColor& c) {
    return 0.2126 * linear(c.red() / 255.0) + 0.7152 * linear(c.green() / 255.0) + 0.0722 * linear(c.blue() / 255.0);
}

inline double contrast(const QColor& a, const QColor& b) {
    const double x = luminance(a), y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

enum class Vision { Normal, Protan, Deutan, Tritan };

struct Lab {
    double L, a, b;
};

// Machado, Oliveira, Fernandes 2009, severity 1, applied to linear RGB; then CIELAB under D65.
inline Lab seen(const QColor& c, Vision vision) {
    static constexpr double kMatrix[4][9] = {
        {1, 0, 0, 0, 1, 0, 0, 0, 1},
        {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
        {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
        {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}};
    const double* m = kMatrix[static_cast<int>(vision)];
    const double rgb[3] = {linear(c.red() / 255.0), linear(c.green() / 255.0), linear(c.blue() / 255.0)};
    double v[3];
    for (int i = 0; i < 3; ++i) {
        v[i] = std::clamp(m[3 * i] * rgb[0] + m[3 * i + 1] * rgb[1] + m[3 * i + 2] * rgb[2], 0.0, 1.0);
    }
    const double x = (0.4124564 * v[0] + 0.3575761 * v[1] + 0.1804375 * v[2]) / 0.95047;
    const double y = 0.2126729 * v[0] + 0.7151522 * v[1] + 0.0721750 * v[2];
    const double z = (0.0193339 * v[0] + 0.1191920 * v[1] + 0.9503041 * v[2]) / 1.08883;
    const auto f = [](double t) { return t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116; };
    return {116 * f(y) - 16, 500 * (f(x) - f(y)), 200 * (f(y) - f(z))};
}

// CIEDE2000 colour difference.
inline double ciede2000(const Lab& p, const Lab& q) {
    constexpr double kPi = 3.14159265358979323846;
    const auto degrees = [](double r) { return r * 180 / kPi; };
    const auto radians = [](double d) { return d * kPi / 180; };
    const double c1 = std::hypot(p.a, p.b), c2 = std::hypot(q.a, q.b);
    const double cm7 = std::pow((c1 + c2) / 2, 7);
    const double g = 0.5 * (1 - std::sqrt(cm7 / (cm7 + std::pow(25.0, 7))));
    const double a1 = (1 + g) * p.a, a2 = (1 + g) * q.a;
    const double d1 = std::hypot(a1, p.b), d2 = std::hypot(a2, q.b);
    const auto hue = [&](double a, double b) {
        if (a == 0 && b == 0) return 0.0;
        const double h = degrees(std::atan2(b, a));
        return h < 0 ? h + 360 : h;
    };
    const double h1 = hue(a1, p.b), h2 = hue(a2, q.b);
    const double dL = q.L - p.L, dC = d2 - d1;
    double dh = 0;
    if (d1 * d2 != 0) {
        dh = h2 - h1;
        if (dh > 180) dh -= 360;
        if (dh < -180) dh += 360;
    }
    const double dH = 2 * std::sqrt(d1 * d2) * std::sin(radians(dh / 2));
    const double Lm = (p.L + q.L) / 2, Cm = (d1 + d2) / 2;
    double hm = h1 + h2;
    if (d1 * d2 != 0) {
        if (std::fabs(h1 - h2) <= 180) {
            hm = (h1 + h2) / 2;
        } else {
            hm = h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
        }
    }
    const double t = 1 - 0.17 * std::cos(radians(hm - 30)) + 0.24 * std::cos(radians(2 * hm)) +
                     0.32 * std::cos(radians(3 * hm + 6)) - 0.20 * std::cos(radians(4 * hm - 63));
    const double theta = 30 * std::exp(-std::pow((hm - 275) / 25, 2));
    const double Cm7 = std::pow(Cm, 7);
    const double rc = 2 * std::sqrt(Cm7 / (Cm7 + std::pow(25.0, 7)));
    const double sl = 1 + 0.015 * std::pow(Lm - 50, 2) / std::sqrt(20 + std::pow(Lm - 50, 2));
    const double sc = 1 + 0.045 * Cm, sh = 1 + 0.015 * Cm * t;
    const double rt = -std::sin(radians(2 * theta)) * rc;
    return std::sqrt(std::pow(dL / sl, 2) + std::pow(dC / sc, 2) + std::pow(dH / sh, 2) +
                     rt * (dC / sc) * (dH / sh));
}

inline double distance(const QColor& a, const QColor& b, Vision vision) {
    return ciede2000(seen(a, vision), seen(b, vision));
}

} // namespace maylab::test
