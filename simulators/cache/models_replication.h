// Shapes of the operations on replication groups and snapshots (models_replication.cpp); models_elasticache.cpp lists
// the operations. Internal to the room.
#pragma once

#include "aws/shape.h"

namespace maylab::cache {

extern const aws::Shape kCreateReplicationGroup, kDescribeReplicationGroups, kModifyReplicationGroup,
    kDeleteReplicationGroup, kIncreaseReplicaCount, kDecreaseReplicaCount, kModifyShardConfiguration, kTestFailover,
    kOneReplicationGroup, kReplicationGroupPage, kCreateSnapshot, kCopySnapshot, kDescribeSnapshots, kDeleteSnapshot,
    kOneSnapshot, kSnapshotPage;

} // namespace maylab::cache
