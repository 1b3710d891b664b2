-- act: "error" alike
local m = {}
function m.h(case, event)
  send("s", {after = "P99999999Y"})
end
return m
