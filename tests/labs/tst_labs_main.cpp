#include "support/test_suite.h"

int main(int argc, char** argv) { return maylab::testing::runTestClasses(argc, argv); }
