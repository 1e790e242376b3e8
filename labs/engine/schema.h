// A small JSON Schema validator: the keywords of draft 2020-12 that lab.schema.json uses ($ref into the same file,
// type, properties, required, additionalProperties, propertyNames, items, enum, const, pattern, minimum, maximum,
// minItems, maxItems, minLength, maxLength, minProperties, uniqueItems, oneOf, anyOf, allOf, not). A schema with another
// keyword is a programmer's error. Instead of "no branch matches", oneOf reports the faults of the branch that the
// instance comes nearest to.
#pragma once

#include "labs/engine/message.h"

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace maylab::labs {

struct SchemaFault {
    std::string path; // "steps[2].goals[0].for"
    Message what;
    Message advice;
};

// The file labs/engine/lab.schema.json, as it was when the program was built.
std::string_view labSchemaText();
const nlohmann::json& labSchema();

// definition: "" for a lab, or a name under $defs: "solution", "mistakeFile", "week", "consolePaths", "prices".
std::vector<SchemaFault> validate(const nlohmann::json& instance, std::string_view definition = "");
// Against any schema of that subset (for tests).
std::vector<SchemaFault> validateWith(const nlohmann::json& schemaRoot, const nlohmann::json& schema,
                                      const nlohmann::json& instance);

} // namespace maylab::labs
