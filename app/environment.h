// Where things are on this computer: the catalog of labs, the learner's profile, settings. Nothing of it is
// compiled in; the XDG variables and two of our own decide, so that a test can have its own.
#pragma once

#include <QString>

namespace maylab::app {

// labs/catalog: MAYLAB_CATALOG, else beside or above the program, else the system's data folder. Empty: not found.
QString catalogDirectory();
// The profile: XDG_DATA_HOME/maylab (made if missing).
QString profileDirectory();

QString programVersion();

} // namespace maylab::app
