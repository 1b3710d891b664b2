-- value: "limit" alike
local m = {}
function m.h(case, event)
  local a, b = string.rep("x", 65000) .. "a", string.rep("x", 65000) .. "b"
  while a < b do end
end
return m
