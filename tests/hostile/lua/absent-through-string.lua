-- value: "x":[]
local m = {}
function m.h(case, event)
  local found = {}
  for _, name in ipairs({"dump", "pack", "unpack", "__index", "__gc"}) do
    if ("x")[name] ~= nil then table.insert(found, name) end
  end
  return found
end
return m
