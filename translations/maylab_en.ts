<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
<context>
    <name>WidgetPainter</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other(s)</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::CatalogWeekModel</name>
    <message numerus="yes">
        <source>%1, %n figure(s)</source>
        <translation>
            <numerusform>%1, %n figure</numerusform>
            <numerusform>%1, %n figures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>begun %1, %n figure(s)</source>
        <translation>
            <numerusform>begun %1, %n figure</numerusform>
            <numerusform>begun %1, %n figures</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::DashboardPanel</name>
    <message numerus="yes">
        <source>Dashboard %1: %n widget(s).</source>
        <translation>
            <numerusform>Dashboard %1: %n widget.</numerusform>
            <numerusform>Dashboard %1: %n widgets.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>last %n day(s)</source>
        <translation>
            <numerusform>last %n day</numerusform>
            <numerusform>last %n days</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::DebriefPage</name>
    <message numerus="yes">
        <source>%1 of %n steps</source>
        <translation>
            <numerusform>%1 of %n step</numerusform>
            <numerusform>%1 of %n steps</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>step %1, %n time(s)</source>
        <translation>
            <numerusform>step %1, %n time</numerusform>
            <numerusform>step %1, %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::LabCard</name>
    <message numerus="yes">
        <source>%1 of %n steps</source>
        <translation>
            <numerusform>%1 of %n step</numerusform>
            <numerusform>%1 of %n steps</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::ReplicationPanel</name>
    <message numerus="yes">
        <source>%n lost write(s)</source>
        <translation>
            <numerusform>%n lost write</numerusform>
            <numerusform>%n lost writes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::SlabPanel</name>
    <message numerus="yes">
        <source>%1 of %2: %n slab class(es), %3 evictions.</source>
        <translation>
            <numerusform>%1 of %2: %n slab class, %3 evictions.</numerusform>
            <numerusform>%1 of %2: %n slab classes, %3 evictions.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::SlotMapPanel</name>
    <message numerus="yes">
        <source>%n shard(s)</source>
        <translation>
            <numerusform>%n shard</numerusform>
            <numerusform>%n shards</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::Timeline</name>
    <message numerus="yes">
        <source>%n mark(s)</source>
        <translation>
            <numerusform>%n mark</numerusform>
            <numerusform>%n marks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>maylab::app::WorklogPage</name>
    <message numerus="yes">
        <source>
and %n more</source>
        <translation>
            <numerusform>
and %n more</numerusform>
            <numerusform>
and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows</source>
        <translation>
            <numerusform>%n row</numerusform>
            <numerusform>%n rows</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n figures</source>
        <translation>
            <numerusform>%n figure</numerusform>
            <numerusform>%n figures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pictures</source>
        <translation>
            <numerusform>%n picture</numerusform>
            <numerusform>%n pictures</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n to look at</source>
        <translation>
            <numerusform>%n to look at</numerusform>
            <numerusform>%n to look at</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pictures could not be drawn; their lines were left out.</source>
        <translation>
            <numerusform>%n picture could not be drawn; its line was left out.</numerusform>
            <numerusform>%n pictures could not be drawn; their lines were left out.</numerusform>
        </translation>
    </message>
</context>
</TS>
