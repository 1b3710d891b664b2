local northtown = {}
function northtown.may_admit(case)
  local n = 0
  while true do n = n + caseload("shelter-watch") + occupied("shelter-watch") end
end
return northtown
