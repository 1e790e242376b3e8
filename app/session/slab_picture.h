// A memcached process as slab classes, and two nodes under the same requests.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace maylab::app {

struct SlabPicture {
    bool present = false;
    std::string cluster, node;
    std::uint64_t items = 0, limit = 0, allocated = 0; // bytes
    std::uint64_t freePages = 0, evictions = 0;
    struct Class {
        std::uint32_t id = 0, chunkSize = 0, chunksPerPage = 0, pages = 0;
        std::uint64_t usedChunks = 0, freeChunks = 0;
        std::uint64_t hot = 0, warm = 0, cold = 0; // items
        std::uint64_t evicted = 0, outOfMemory = 0, wastedBytes = 0;
    };
    std::vector<Class> classes; // those that have a page
};

struct ComparisonPicture {
    bool present = false;
    std::string phase; // "popularity", "crawler", "after", "finished"
    std::uint64_t done = 0, whole = 0; // requests
    struct Node {
        std::string endpoint;
        double hitRatio = -1;       // of all so far; -1: nothing yet
        std::vector<float> windows; // hit ratio of each window, oldest first
        std::int32_t firstAfterCrawler = -1; // index of that window
    };
    std::array<Node, 2> nodes;
};

} // namespace maylab::app
