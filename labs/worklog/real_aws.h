// "To real AWS": the learner's own commands of a lab as one shell script for a real account. A pure function of the
// journals of the runs, the price table and the operation tables: the same input gives the same bytes.
//
// In the script, in order: what it costs and what must be there, names to fill in, each step with its commands and what
// they cost by the hour, at the end the deletion of everything that the script created, dependants first. Commands of
// console and forms (services elasticache, ec2, cloudwatch; redis-cli lines) are taken; what the simulator refused, what
// only the simulator has and what a real client sent is left out, and the script says so. Ids of the simulated account
// (subnets, security groups, endpoints) become names to fill in.
#pragma once

#include "aws/shape.h"
#include "kernel/journal.h"
#include "labs/engine/lab.h"
#include "labs/progress/facts.h"
#include "labs/worklog/week_plan.h"

#include <functional>
#include <string>
#include <vector>

namespace maylab::worklog {

struct RealAwsStep {
    int number = 0;    // in the lab, from 1
    std::string title;
    kernel::Journal journal; // of the run in which the step was done
};

struct RealAwsScript {
    std::string text;
    int commands = 0; // aws and redis-cli lines that the learner gave
    int leftOut = 0;
};

RealAwsScript toRealAws(const std::string& labTitle, const std::vector<RealAwsStep>& steps, const labs::Prices* prices,
                        const aws::ModelCatalog& models, Language language);

// The steps of a lab that were begun, each with the journal of the run that counts: the one in which it was done, else
// the newest that was not given up. journal: reads a run's journal; what it cannot read is an empty one.
std::vector<RealAwsStep> realAwsSteps(const labs::Lab& lab, const progress::Facts& facts, Language language,
                                      const std::function<kernel::Journal(progress::RunId)>& journal);

} // namespace maylab::worklog
